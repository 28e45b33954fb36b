#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tier: full
# boots: 2
# After a reboot of the host, no part of a device is mapped, and another guest finds the data
# that a guest wrote before.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
seen=$((8 * mib))

# writes: runs guest a, with its output in /tmp/writes. A guest that the emulator killed is
# replaced, up to three times, because the second boot needs its data.
writes() {
	local n

	for n in 1 2 3 4; do
		make_guest a "put=0x180000000,$seen,11"
		like "a part is mapped" "$(dx map a "$DEV" 1G 8M 0x180000)" "exit 0"
		run_guest a 200 > /tmp/writes
		killed_by_emulator a || break
		todo "guest number $n writes" \
			"emulator: it died in asm_sysvec_xen_hvm_callback(), death $n of at most 4"
		end_guest a
		rm -f /var/log/xen/console/guest-a.log
	done
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
	like "another guest maps the part at another frame" "$(dx map b "$DEV" 1G 8M 0x100000)" "exit 0"
	is_unless_dead "... and finds the data of the first one" "$(run_guest b 200)" "get 0x100000000 11: 0 words differ
ready" b ;;
esac
finish
