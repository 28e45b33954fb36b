#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Another memory notifier refuses the first block, a later block, or the undo. A resize that
# fails keeps the size reached; any other change that fails is undone.
# tier: full debug
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/killstep.sh"
plan 43
modprobe memory-notifier-error-inject 2> /dev/null ||
	skip_all "this kernel has no memory-notifier-error-inject"
actions=/sys/kernel/debug/notifier-error-inject/memory/actions
[ -w $actions/MEM_GOING_ONLINE/error ] || skip_all "no debugfs"
node=$(node_of)
before=$(iomem)
load plug=none
killstep_start
bind_dev > /dev/null
size=$(dev)/dax_kmem/requested_size
usable=$(attr usable_size)

# refuse ONLINE|OFFLINE ERRNO: makes the other notifier return ERRNO; 0 stops it
refuse() {
	echo "$2" > "$actions/MEM_GOING_$1/error"
}

census() {
	state; attr requested_size; attr plugged_size; attr online_size
	attr blocks; iomem; node_kb "$node" MemTotal
}

# fails TEXT ERRNO LOG FILE WORD: the write fails, and nothing changes
fails() {
	local was

	was=$(census)
	mark
	is "$1: the errno is returned" "$(try "$4" "$5")" "$2"
	is "... nothing has changed" "$(census)" "$was"
	like "... the log names the block and the cause" "$(log)" \
		"dax_kmem $DEV: memory[0-9]+ could not be $3"
}

left="the device is unchanged"
reached="the device keeps the size reached"

refuse ONLINE -12
fails "plugging with no block onlined" ENOMEM \
	"brought online: .* \(-12\); $left" "$(dev)/state" online_movable
refuse ONLINE -16
fails "growing from a size of 0" EBUSY \
	"brought online: .* \(-16\); $reached" "$size" $((2 * block_size))
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
try /sys/module/dax_kmem/parameters/plug all > /dev/null
unbound=$(iomem)
mark
is "a bind with no block onlined returns the errno" "$(try $bus/drivers/$drv/bind "$DEV")" EBUSY
is "... the device has no driver and no memory" "$(driver_of) $(iomem)" " $unbound"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be brought online: .* \(-16\); $left"
refuse ONLINE 0
is "the device can be bound afterwards" "$(bind_dev; state) $(attr online_size)" \
	"ok"$'\n'"online_movable $usable"

refuse OFFLINE -12
fails "unplugging with no block offlined" ENOMEM \
	"taken offline: .* \(-12\); $left" "$(dev)/state" unplugged
fails "shrinking with no block offlined" ENOMEM \
	"taken offline: .* \(-12\); $reached" "$size" "$block_size"
refuse OFFLINE -16
fails "shrinking after all blocks were tried" EBUSY \
	"taken offline: .* \(-16\); $reached" "$size" "$block_size"
refuse OFFLINE 0

# The notifier refuses to offline blocks once the second block is removed.
mark
kill_at "remove,2,$actions/MEM_GOING_OFFLINE/error=-12" -- sysw "$size" $block_size
is "shrinking fails when the third block cannot be offlined" "$said" ENOMEM
like "... in the step after the second removal" "$hit, ${later[0]}" \
	"^remove memory[0-9]+, offline memory[0-9]+ -12$"
there=$(attr plugged_size)
is "... two blocks are removed" "$there" $((usable - 2 * block_size))
is "... the attributes show the size reached" "$(state) $(attr requested_size) $(attr online_size)" \
	"online_movable $there $there"
is "... and so does the node" "$(node_kb "$node" MemTotal)" $((there / 1024))
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be taken offline: .* \(-12\); $reached"
refuse ONLINE -12
fails "growing with no block onlined" ENOMEM \
	"brought online: .* \(-12\); $reached" "$size" "$usable"
refuse ONLINE -1
fails "growing after all blocks were tried" EPERM \
	"brought online: .* \(-1\); $reached" "$size" "$usable"
refuse ONLINE 0
refuse OFFLINE 0
is "the device can grow afterwards" "$(try "$size" "$usable"; attr online_size)" "ok"$'\n'"$usable"

# A write of unplugged waits for a page in the third block. The second block is offlined before
# that, most others after it.
mkfifo /tmp/go
third=$(blocks | sed -n 3p)
# shellcheck disable=SC2317
offline_begun() {
	[ "$(attr online_size)" -lt "$usable" ]
}

wait_on_page() {
	numactl --membind="$node" pagepin /tmp/go \
		$((${third#memory} * (block_size / 4096))) > /tmp/pin &
	pinner=$!
	until_true 100 grep -q pinned /tmp/pin
	sysw "$(dev)/state" unplugged > /tmp/out &
	writer=$!
	check "a write waits for the page, after blocks were offlined" \
		eval 'until_true 60 offline_begun && waits_in $writer offline_pages'
	echo "# $(($(attr online_size) / block_size)) of $((usable / block_size)) blocks are online while the write waits"
}

unpin() {
	echo > /tmp/go
	wait $pinner $writer
}

was=$(census)
mark
wait_on_page
refuse OFFLINE -12
unpin
is "unplugging fails when a later block cannot be offlined" "$(cat /tmp/out)" ENOMEM
is "... nothing has changed" "$(census)" "$was"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: memory[0-9]+ could not be taken offline: .* \(-12\); $left"
refuse OFFLINE 0

mark
wait_on_page
refuse OFFLINE -12
refuse ONLINE -16
unpin
is "the undo cannot online the other blocks" "$(cat /tmp/out) $(state)" "ENOMEM mixed"
like "... the log says so" "$(log)" \
	"could not be taken offline: .* \(-12\); the undo is incomplete"
is "... all blocks are still there" "$(attr plugged_size)" "$usable"
refuse ONLINE 0
refuse OFFLINE 0
is "... a later write onlines them" "$(set_state online_movable; census)" "ok"$'\n'"$was"

is "the device can be unplugged afterwards" "$(set_state unplugged; attr plugged_size)" "ok"$'\n'"0"
rm -f /tmp/go
give_back
killstep_end
unload
modprobe -r memory-notifier-error-inject
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
