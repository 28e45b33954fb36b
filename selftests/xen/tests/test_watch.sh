#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# daxkmem xen watch handles machine checks that the hypervisor passes to Dom0. It records bad
# pages, which guests then cannot map. The second error in a mapped page destroys the guest.
# The second boot shows what happens when a processor reads such a page: Xen panics, because
# persistent memory is not RAM in its memory map.
# tier: full
# suites: trixie
# cpu: vendor=GenuineIntel
# boots: 2
# may-die: 2
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/tool.sh"
. "$(dirname "$0")/guests.sh"
modprobe dax_kmem_xen
start=$(dev_start)

# uncorrected, action optional; corrected; uncorrected, action required
optional=0xbd2000008000017a
corrected=0x9c00000040000090
required=0xbd80000000100134
physical=0x8c
virtual=0x0c

mce() {
	mceinject "$1" "$2" "$(printf %#x "$3")"
}

# heard: whether Dom0 has a machine check event that nobody has read
# shellcheck disable=SC2317
heard() {
	read -r -t 0 < /dev/mcelog
}

# watched STATUS MISC ADDRESS: injects a machine check and appends the report of watch to
# /tmp/all, because check calls this in a subshell
# shellcheck disable=SC2317
watched() {
	mce "$@"
	until_true 30 heard
	run_tool xen watch --once --json || return
	printf '%s\n' "$out" >> /tmp/all
}

# page N: prints the address range of the device's page N
page() {
	printf '0x%016x-0x%016x' $((start + $1 * 4096)) $((start + $1 * 4096 + 4095))
}

# This guest has parts of the device, and never runs.
make_guest a
if [ "$BOOT" = 2 ]; then
	works "a guest has a part of the device" xen map a "$DEV" 0 64M 0x100000
	mce $required $physical $((start + 4096))
	sleep 60
	fail "Xen survives: an error in a page of a guest does not crash the host any more"
	finish
fi

mce $optional $physical $((start + 5 * 4096))
until_true 30 heard
works "watch reports an error in a free page" xen watch --once
like "... with the device, the page and the bank" "$out" "$DEV machine check: uncorrected error at $(page 5), bank 7, status $optional; recorded"
like "... and adds the page to the ledger" "$(daxkmem bad list "$DEV")" "$(printf '0x%016x' $((start + 5 * 4096))) .* ledger"
works "... watch succeeds again" xen watch --once
is "... and reports nothing more" "$out" ""
works "a part is mapped" xen map a "$DEV" 8M 64M 0x100000
fails "a part with the bad page cannot be mapped" 1 "0x5000-0x5fff is broken .EIO." xen map a "$DEV" 0 8M 0x140000

check "watch reports a corrected error" watched $corrected $physical $((start + 3000 * 4096))
check "... an error outside of any device" watched $optional $physical $((0x70000000))
check "... and an error without a physical address" watched $optional $virtual $((start + 3000 * 4096))
all=$(< /tmp/all)
while read -r line; do
	echo "@json xen-watch $line"
done < <(grep . <<< "$all")
# Xen's poller may report the corrected error once more.
is "... the first with the device, the others without" "$(grep -o '"device":[^,]*' <<< "$all" | uniq | xargs)" "device:$DEV device:null"
is "... two reports name no device" "$(grep -c '"device":null' <<< "$all")" 2
is "... none of the pages is recorded; only the first one is broken" "$(grep -c '"remembered":true' <<< "$all") $(parts | grep -c broken)" "0 1"

daxkmem xen watch > /tmp/watched 2>&1 &
watcher=$!
until_true 30 eval "[[ \$(ls -l /proc/$watcher/fd) == *mcelog* ]]"
fails "a second watcher is refused" 1 "another program is reading it .EBUSY." xen watch
mce $optional $physical $((start + 3000 * 4096))
check "watch reports an error in a mapped part" until_true 30 grep -q "$(page 3000).*; recorded; guest [0-9]* .a. keeps 0xbb8000-0xbb8fff and continues until the next error" /tmp/watched
is "... the guest still has the page" "$(parts | grep -c "mapped 0xbb8000 4096 a .* broken")" 1
check "... and survives" lives a
like "... bad_pages lists the page" "$(attr bad_pages)" "$(page 3000)"
mce $optional $physical $((start + 3000 * 4096))
check "the second error in the page destroys the guest" until_true 30 gone a
check "... watch reports it" until_true 30 \
	grep -q "guest [0-9]* .a. was destroyed: a broken part that it had failed again" /tmp/watched
is "... no part is mapped" "$(parts | grep -c mapped)" 0
kill $watcher
wait $watcher
is "SIGTERM ends watch with exit code 0" $? 0
finish
