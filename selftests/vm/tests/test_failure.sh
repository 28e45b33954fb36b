#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The attribute failure and the uevent give the reason why a change failed. The next change
# clears the attribute.
# tier: quick
# machines: nvdimm
# timeout: 240
# after: reboot
# skips-on: any: moved within a second
. "$(dirname "$0")/lib.sh"
plan 27
node=$(node_of)
load
bind_dev > /dev/null
mkfifo /tmp/go
rm -f /tmp/uevents

# pin: pins a page, and sets block to its memory block
pin() {
	numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
	pinner=$!
	until_true 20 grep -q pinned /tmp/pin
	block=memory$(($(grep -o '0x[0-9a-f]*' /tmp/pin) / block_size))
}

unpin() {
	echo > /tmp/go
	wait "$pinner"
}

is "failure is empty at first" "$(attr failure)" ""
is "a state that needs an unplug first is refused" "$(set_state online_kernel)" EBUSY
is "... failure names the check and no block" "$(failure_says step block errno end left kept)" \
	"check - 16 busy as_before -"
is "a write of the current state succeeds" "$(set_state online_movable)" ok

uevents >> /tmp/uevents &
listener=$!
until_true 10 grep -q listening /tmp/uevents
pin
try "$(dev)/dax_kmem/timeout" 2 > /dev/null
is "an unplug fails at the time limit while a page is pinned" "$(timeout 60 sysw "$(dev)/state" unplugged)" ETIMEDOUT
is "... failure has the step, the block and the reason" "$(failure_says step block errno end left)" \
	"offline $block 110 timeout as_before"
is "... and the pages that kept the block" "$(failure_says kept zone pinned unmovable io hugetlb need)" \
	"pinned Movable 4096 0 0 0 -"
at_least "... at most 64 KiB of the block are still in use" 65536 "$(failure_says used)"
at_least "... failure has the time spent on the block" "$(failure_says msecs)" 500
is "... and the number of steps" "$(failure_says steps)" $((2 * $(attr usable_size) / block_size))
until_true 10 grep -q DAX_KMEM=failure /tmp/uevents
is "... the uevent has the same values" "$(sed -n 's/.*\(DAX_KMEM=failure.*\)/\1/p' /tmp/uevents | xargs)" \
	"DAX_KMEM=failure DAX_KMEM_STEP=offline DAX_KMEM_ERRNO=110 DAX_KMEM_END=timeout DAX_KMEM_BLOCK=$block DAX_KMEM_KEPT=pinned"
kill $listener

try "$(dev)/dax_kmem/timeout" 0 > /dev/null
sysw "$(dev)/state" unplugged > /tmp/out &
check "without a limit the write waits" waits_in $! offline_pages
is "... failure is empty meanwhile" "$(attr failure)" ""
kill -USR1 $!
wait $!
is "... a signal ends it" "$(cat /tmp/out)" EINTR
is "... failure says so" "$(failure_says step errno end left)" "offline 4 signal as_before"
try "$(dev)/dax_kmem/timeout" 4 > /dev/null
is "shrinking has a time limit too" "$(timeout 60 sysw "$(dev)/dax_kmem/requested_size" 0)" ETIMEDOUT
is "... the size reached is kept" "$(failure_says step block errno end left kept)" \
	"offline $block 110 timeout reached pinned"
unpin
try "$(dev)/dax_kmem/timeout" 0 > /dev/null
is "without the pinned page it succeeds" "$(try "$(dev)/dax_kmem/requested_size" 0)" ok
is "... and failure is empty again" "$(attr failure)" ""

# Pages that can be moved, but not within the time limit.
is "all memory is plugged again" "$(set_state online_movable)" ok
numactl --membind="$node" nodefill 400 /tmp/go > /tmp/fill &
filler=$!
until_true 60 grep -q "^$node:" /tmp/fill
try "$(dev)/dax_kmem/check_room" 0 > /dev/null
try "$(dev)/dax_kmem/timeout" 1 > /dev/null
got=$(timeout 60 sysw "$(dev)/state" unplugged)
if [ "$got" = ok ]; then
	for text in "memory in use takes longer than a second to move" "... no page keeps the block" "... part of the memory had moved"; do
		skip "$text" "it moved within a second"
	done
	set_state online_movable > /dev/null
else
	is "memory in use takes longer than a second to move" "$got" ETIMEDOUT
	is "... no page keeps the block" "$(failure_says step end left kept pinned unmovable)" \
		"offline timeout as_before moving 0 0"
	at_least "... part of the memory had moved" "$(($(failure_says used) + $(failure_says moved)))" 1048576
fi
echo > /tmp/go
wait $filler
try "$(dev)/dax_kmem/timeout" 0 > /dev/null

is "the device is plugged in ZONE_NORMAL" "$(set_state unplugged) $(set_state online_kernel)" "ok ok"
mkdir /tmp/many
numactl --membind="$node" mkdir /tmp/many/{1..3000}
is "an unplug fails with kernel pages, which cannot be moved" "$(set_state unplugged)" EBUSY
is "... failure says so" "$(failure_says step errno end left kept zone)" \
	"offline 16 pages as_before unmovable Normal"
at_least "... and has their size" "$(failure_says unmovable)" 4096
finish
