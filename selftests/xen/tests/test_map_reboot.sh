#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# boots: 4
# After a reboot of the host, no part of a device is mapped, and another guest finds the data
# that a guest wrote before. If the device becomes a pool, a guest can still read the data,
# unless the device is scrubbed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
modprobe dax_kmem_xen
seen=$((8 * mib))

# writes: runs guest a, with its output in /tmp/writes. A guest that the emulator killed is
# replaced, up to three times, because the second boot needs its data.
writes() {
	local n

	for n in 1 2 3 4; do
		make_guest a "put=0x180000000,$seen,11"
		like "a part is mapped" "$(dx map a "$DEV" 2G 8M 0x180000)" "exit 0"
		run_guest a 200 > /tmp/writes
		killed_by_emulator a || break
		todo "guest number $n writes" \
			"emulator: it died in asm_sysvec_xen_hvm_callback(), death $n of at most 4"
		end_guest a
		rm -f /var/log/xen/console/guest-a.log
	done
}

# old_data: creates a paused guest with nearly all memory of the pool; prints how many of the
# 2,048 pages that were written before it has, and how many still have the data
old_data() {
	config all pv $(($(node_mb 1 memfree) - 64))
	daxkmem xen create /tmp/all.cfg --pool "$DEV" --paused > /dev/null 2>&1
	pagefind "$(xl domid all)" $((($(dev_start) + (2 << 30)) / 4096)) $((seen / 4096)) 11
}

case $BOOT in
1)
	writes
	is_unless_dead "the guest writes" "$(cat /tmp/writes)" "put 0x180000000 11: 0 words differ
ready" a ;;
2)
	is "after the reboot, no part is mapped" "$(parts)" "free 0x0 $(dev_size) - - sound"
	is "the device has no driver" "$(driver_of)" ""
	make_guest b "get=0x100000000,$seen,11"
	like "another guest maps the part at another frame" "$(dx map b "$DEV" 2G 8M 0x100000)" "exit 0"
	is_unless_dead "... and finds the data of the first one" "$(run_guest b 200)" "get 0x100000000 11: 0 words differ
ready" b ;;
3)
	works "the device becomes a pool" xen attach "$DEV"
	is "... a guest can read what is on the device" "$(old_data)" "has 2048 same 2048" ;;
4)
	hold_dev > /dev/null
	f=$(dev)/dax_kmem_xen/scrub_extents
	is "scrub_extents accepts only 1" "$(try "$f" 0)" EINVAL
	works "the device becomes a pool and is scrubbed" xen attach "$DEV" --scrub
	is "... a guest finds nothing" "$(old_data)" "has 2048 same 0"
	is "... it cannot be scrubbed any more" "$(try "$f" 1)" EBUSY ;;
esac
finish
