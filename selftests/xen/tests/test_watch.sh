#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Machine checks that the hypervisor hands to Dom0: bad pages are remembered, and
# refused to guests; the second one in a page that a guest has ends the guest.
# The second boot shows what happens when a processor has read such a page: Xen
# gives up, since persistent memory is no RAM of its memory map.
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

# Has Dom0 been told of a machine check that nobody has read yet?
# shellcheck disable=SC2317
heard() {
	read -r -t 0 < /dev/mcelog
}

# watched WORD...: one machine check, and what is told of it, added to /tmp/all; check
# calls it in a subshell
# shellcheck disable=SC2317
watched() {
	mce "$@"
	until_true 30 heard
	run_tool xen watch --once --json || return
	printf '%s\n' "$out" >> /tmp/all
}

# page N: of the device, as it is printed
page() {
	printf '0x%016x-0x%016x' $((start + $1 * 4096)) $((start + $1 * 4096 + 4095))
}

# This guest only has the device, and never runs.
make_guest a
if [ "$BOOT" = 2 ]; then
	works "a guest has a part of the device" xen map a "$DEV" 0 64M 0x100000
	mce $required $physical $((start + 4096))
	sleep 60
	fail "Xen lives on: a guest with such a page need not take the host along"
	finish
fi

mce $optional $physical $((start + 5 * 4096))
until_true 30 heard
works "a page that nobody has" xen watch --once
like "... is told" "$out" "$DEV machine check: uncorrected error at $(page 5), bank 7, status $optional; recorded"
like "... and remembered" "$(daxkmem bad list "$DEV")" "$(printf '0x%016x' $((start + 5 * 4096))) .* ledger"
works "... once" xen watch --once
is "... and no more" "$out" ""
works "map" xen map a "$DEV" 8M 64M 0x100000
fails "what is bad is refused" 1 "0x5000-0x5fff is broken .EIO." xen map a "$DEV" 0 8M 0x140000

check "what is corrected" watched $corrected $physical $((start + 3000 * 4096))
check "... in no device" watched $optional $physical $((0x70000000))
check "... or at no physical address" watched $optional $virtual $((start + 3000 * 4096))
all=$(< /tmp/all)
while read -r line; do
	echo "@json xen-watch $line"
done < <(grep . <<< "$all")
# Xen's poller may meet what is corrected once more.
is "... is told" "$(grep -o '"device":[^,]*' <<< "$all" | uniq | xargs)" "device:$DEV device:null"
is "... of no device twice" "$(grep -c '"device":null' <<< "$all")" 2
is "... and not remembered" "$(grep -c '"remembered":true' <<< "$all") $(parts | grep -c broken)" "0 1"

daxkmem xen watch > /tmp/watched 2>&1 &
watcher=$!
until_true 30 eval "[[ \$(ls -l /proc/$watcher/fd) == *mcelog* ]]"
fails "a second watcher is refused" 1 "another program is reading it .EBUSY." xen watch
mce $optional $physical $((start + 3000 * 4096))
check "an error in what a guest has is told" until_true 30 grep -q "$(page 3000).*; recorded; guest [0-9]* .a. keeps 0xbb8000-0xbb8fff and continues until the next error" /tmp/watched
is "... it has it" "$(parts | grep -c "mapped 0xbb8000 4096 a .* broken")" 1
check "... and lives" lives a
like "... the driver knows the page" "$(attr bad_pages)" "$(page 3000)"
mce $optional $physical $((start + 3000 * 4096))
check "the second one ends the guest" until_true 30 gone a
check "... and says so" until_true 30 \
	grep -q "guest [0-9]* .a. was destroyed: a broken part that it had failed again" /tmp/watched
is "... nobody has anything" "$(parts | grep -c mapped)" 0
kill $watcher
wait $watcher
is "a signal ends the watcher, and that is no error" $? 0
finish
