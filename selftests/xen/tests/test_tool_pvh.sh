#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The tool on a Xen host: a PVH guest with all its memory of a pool, and more of
# it while it is there.
# tier: full
# suites: bookworm
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
modprobe dax_kmem_xen
works "attached" xen attach "$DEV"
before=$(free_bytes)
# without tsc_mode a Linux guest does not survive QEMU's emulation
config pvh1 pvh 384 "$(dirty 260)" 'tsc_mode = "native"' 'on_crash = "preserve"'
config pvh2 pvh 256 "maxmem = 512"

fails "a guest that gets memory later" 1 "maxmem exceeds memory" \
	xen create /tmp/pvh2.cfg --pool "$DEV"
# start_pvh: makes the guest, up to four times while the emulator kills it. Each such
# death is a point of its own; any other one is final.
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
is "a PVH guest of the pool" "$rc $(value name)" "0 pvh1"
judged xen-create
is "... by what the node has less" "$(value type) $(value verified_by)" "pvh free"
is "... of all its memory" "$(value pool_size)" "$(value size)"
killed_by_emulator pvh1 || check "... it uses most of it" says pvh1 "dirtied 260 MiB"
read -r here_bytes all_bytes <<< "$(on_node pvh1)"
is "... Xen counts all its pages on the node" "$here_bytes" "$all_bytes"
at_least "... which are its memory" "$all_bytes" $((384 << 20))

gone pvh1
is "destroyed, every page is back" "$(free_bytes)" "$before"

works "one that waits to be started" xen create /tmp/pvh1.cfg --pool "$DEV" --paused
read -r here_bytes all_bytes <<< "$(on_node pvh1)"
works "more for it" xen populate pvh1 "$DEV" 64M --json
judged xen-populate
is "... behind 4 GiB" "$(value gfn)" $((1 << 20))
is "... of the node" "$(on_node pvh1)" "$((here_bytes + (64 << 20))) $((all_bytes + (64 << 20)))"
had=$(free_bytes)
fails "not where it has memory" 1 "has memory at GFN 0x1000 " xen populate pvh1 "$DEV" 4M --gfn 0x1000
fails "... nor where it got some" 1 "has memory at GFN 0x103fff" xen populate pvh1 "$DEV" 64M --gfn 0x103fff
fails "not more than there is" 1 "4G requested, but only 3.2G" xen populate pvh1 "$DEV" 4G
fails "not half a page" 2 "not a whole number of pages" xen populate pvh1 "$DEV" 2K
fails "not for Dom0" 1 "own domain" xen populate 0 "$DEV" 4M
fails "not for one that is not there" 1 "no such guest" xen populate nobody "$DEV" 4M
is "... nothing was given" "$(free_bytes)" "$had"
works "at a place of one's own, small pages" xen populate pvh1 "$DEV" 2M --gfn 0x200001
is "... by its number" "$(on_node pvh1)" "$((here_bytes + (66 << 20))) $((all_bytes + (66 << 20)))"
gone pvh1
is "destroyed, every page is back" "$(free_bytes)" "$before"

# Stopped in the middle: what it had got by then goes again, also where the
# guest itself had no room left for the page tables of that.
free_mib() { xl info | awk '/^free_memory/ { print $3 }'; }
# shellcheck disable=SC2317 # stopped_when calls it
got_much() { [ "$(free_mib)" -le $((from - 1500)) ]; }
stopped_populate() {
	from=$(free_mib)
	stopped_when got_much xen populate pvh1 "$DEV" 3300M --gfn 0x100001
}

config pvh1 pvh 96
works "a small one, paused" xen create /tmp/pvh1.cfg --pool "$DEV" --paused
had=$(on_node pvh1)
stopped_populate
ended TERM
is "one that a signal ends" "$rc $(grep -c 'interrupted by a signal; the guest is unchanged' <<< "$err")" "1 1"
is "... has given nothing" "$(on_node pvh1)" "$had"
gone pvh1
is "every page is back" "$(free_bytes)" "$before"

# Xen needs page tables to take back a part of a large page.
if command -v filltables > /dev/null; then
	works "another, paused" xen create /tmp/pvh1.cfg --pool "$DEV" --paused
	stopped_populate
	filltables "$(xl domid pvh1)" $(($(dev_start) / 4096)) 0x2000000 > /tmp/filled
	ended TERM
	like "one that cannot be undone says what stays" "$rc $err" \
		"^64 .*cannot be taken back.*the guest keeps [0-9.]*G of that.*becomes free when the guest ends"
	gone pvh1
	is "every page is back" "$(free_bytes)" "$before"
else
	pass "one that cannot be undone # SKIP filltables was not built: libxen-dev"
fi
finish
