#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# daxkmem xen create makes a PVH guest with all its memory from a pool; populate adds memory
# to it.
# tier: full
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
modprobe dax_kmem_xen
works "the device is attached" xen attach "$DEV"
before=$(free_bytes)
# Without tsc_mode, a Linux guest crashes under QEMU.
config pvh1 pvh 384 "$(dirty 260)" 'tsc_mode = "native"' 'on_crash = "preserve"'
config pvh2 pvh 256 "maxmem = 512"

fails "a guest with maxmem above memory is refused" 1 "maxmem exceeds memory" \
	xen create /tmp/pvh2.cfg --pool "$DEV"
# start_pvh: creates the guest, up to four times if the emulator kills it. Each time is a
# separate TODO point; any other crash is final.
start_pvh() {
	local n

	for n in 1 2 3 4; do
		run_tool xen create /tmp/pvh1.cfg --pool "$DEV" --json
		says pvh1 "dirtied 260 MiB" > /tmp/said && return
		sed 's/^/# /' /tmp/said
		killed_by_emulator pvh1 || return
		todo "PVH guest number $n runs" \
			"emulator: it died in asm_sysvec_xen_hvm_callback(), death $n of at most 4"
		[ $n = 4 ] || { gone pvh1; rm /var/log/xen/console/guest-pvh1.log; }
	done
}

start_pvh
is "a PVH guest is created from the pool" "$rc $(value name)" "0 pvh1"
judged xen-create
is "... its memory is verified by the node's free memory" "$(value type) $(value verified_by)" "pvh free"
is "... all of it is in the pool" "$(value pool_size)" "$(value size)"
killed_by_emulator pvh1 || check "... it uses most of its memory" says pvh1 "dirtied 260 MiB"
read -r here_bytes all_bytes <<< "$(on_node pvh1)"
is "... Xen counts all its pages on the node" "$here_bytes" "$all_bytes"
at_least "... at least its configured memory" "$all_bytes" $((384 << 20))

gone pvh1
is "... after it is destroyed, every page is free again" "$(free_bytes)" "$before"

works "a paused PVH guest is created" xen create /tmp/pvh1.cfg --pool "$DEV" --paused
read -r here_bytes all_bytes <<< "$(on_node pvh1)"
works "populate adds memory to it" xen populate pvh1 "$DEV" 64M --json
judged xen-populate
is "... at 4 GiB" "$(value gfn)" $((1 << 20))
is "... from the pool" "$(on_node pvh1)" "$((here_bytes + (64 << 20))) $((all_bytes + (64 << 20)))"
had=$(free_bytes)
fails "populate refuses frames where the guest has memory" 1 "has memory at GFN 0x1000 " xen populate pvh1 "$DEV" 4M --gfn 0x1000
fails "... and frames that were populated before" 1 "has memory at GFN 0x103fff" xen populate pvh1 "$DEV" 64M --gfn 0x103fff
fails "... a size that exceeds the free memory" 1 "4G requested, but only 3.2G" xen populate pvh1 "$DEV" 4G
fails "... a size that is not a multiple of the page size" 2 "not a whole number of pages" xen populate pvh1 "$DEV" 2K
fails "... Dom0" 1 "own domain" xen populate 0 "$DEV" 4M
fails "... a guest that does not exist" 1 "no such guest" xen populate nobody "$DEV" 4M
is "... the pool has the same free memory" "$(free_bytes)" "$had"
works "populate uses small pages at an unaligned frame" xen populate pvh1 "$DEV" 2M --gfn 0x200001
is "... from the pool, at the given frame" "$(on_node pvh1)" "$((here_bytes + (66 << 20))) $((all_bytes + (66 << 20)))"
gone pvh1
is "... after it is destroyed, every page is free again" "$(free_bytes)" "$before"

# An interrupted populate takes back the memory that it has added.
free_mib() { xl info | awk '/^free_memory/ { print $3 }'; }
# shellcheck disable=SC2317 # stopped_when calls it
got_much() { [ "$(free_mib)" -le $((from - 1500)) ]; }
stopped_populate() {
	from=$(free_mib)
	stopped_when got_much xen populate pvh1 "$DEV" 3300M --gfn 0x100001
}

config pvh1 pvh 96
works "a small paused guest is created" xen create /tmp/pvh1.cfg --pool "$DEV" --paused
had=$(on_node pvh1)
stopped_populate
ended TERM
is "SIGTERM ends a populate" "$rc $(grep -c 'interrupted by a signal; the guest is unchanged' <<< "$err")" "1 1"
is "... the guest's memory is unchanged" "$(on_node pvh1)" "$had"
gone pvh1
is "after the guest is destroyed, every page is free again" "$(free_bytes)" "$before"

# Xen needs memory for page tables to take back a part of a large page.
if command -v filltables > /dev/null; then
	works "another paused guest is created" xen create /tmp/pvh1.cfg --pool "$DEV" --paused
	stopped_populate
	filltables "$(xl domid pvh1)" $(($(dev_start) / 4096)) 0x2000000 > /tmp/filled
	ended TERM
	like "a populate that cannot be undone reports what the guest keeps" "$rc $err" \
		"^64 .*cannot be taken back.*the guest keeps [0-9.]*G of that.*becomes free when the guest ends"
	gone pvh1
	is "after the guest is destroyed, every page is free again" "$(free_bytes)" "$before"
else
	pass "a populate that cannot be undone reports what the guest keeps # SKIP filltables was not built: libxen-dev"
fi
finish
