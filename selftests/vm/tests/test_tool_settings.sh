#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tool's small commands: policy, node and scrub.
# tier: full
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
plan 31
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
node=$(node_of)

tool policy "$DEV"
is "a device that is not attached has no policy" "$rc" 1
daxkmem attach "$DEV" --size $((2 * block_size)) > /dev/null
tool policy "$DEV"
is "policy reads" "$rc $text" "0 online_movable"
tool policy "$DEV" online_kernel
is "policy writes" "$rc $text $(attr policy)" "0 $DEV: policy online_kernel online_kernel"
is "... moves nothing" "$(zones)" Movable
tool policy "$DEV" online_movable

tool node "$DEV"
is "node reads" "$rc $text" "0 $node"
tool node "$DEV" 0
is "node does not write while plugged" "$rc" 1
like "... and says what to do" "$text" "its memory is plugged \(EBUSY\).*daxkmem state $DEV unplugged"
tool scrub "$DEV"
is "nor is memory scrubbed" "$rc" 1
like "... which says the same" "$text" "it is memory \(EBUSY\).*daxkmem state $DEV unplugged"
daxkmem state "$DEV" unplugged > /dev/null
tool node "$DEV" 0
is "node writes once it is unplugged" "$rc $text" "0 $DEV: memory goes to node 0"
before=$(node_kb 0 MemTotal)
daxkmem resize "$DEV" $block_size > /dev/null
is "... node 0 has the memory" $(($(node_kb 0 MemTotal) - before)) $((block_size / 1024))
daxkmem state "$DEV" unplugged > /dev/null
tool node "$DEV" 900
is "a node that is not possible" "$rc" 1
like "... those that are, are named" "$text" "node 900 is not possible on this machine.*next: these are: 0-1"
tool node "$DEV" -- -1
is "-1 is the device's own" "$rc $(attr target_node)" "0 $node"

tool scrub "$DEV"
is "scrub of an attached device" "$rc $text" "0 $DEV: overwritten with zeros"
usable=$(attr usable_size)
is "... all of it" "$(attr scrubbed_size) $(attr scrub_size)" "$usable $usable"
is "... it stays attached" "$(driver_of) $(state)" "$drv unplugged"
daxkmem detach "$DEV" > /dev/null

# Where the driver of devices by default has it.
daxpattern write "/dev/$DEV" > /dev/null
is "what is on the device" "$(daxpattern check "/dev/$DEV" | cut -d' ' -f1-2)" \
	"same $(($(cat "$(dev)/size") / 2097152))"
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
tool scrub "$DEV"
is "one that is held open is not scrubbed" "$rc" 1
like "... and says by whom" "$text" "process $holder has it open or mapped \(EBUSY\)"
kill $holder
wait $holder 2> /dev/null
daxkmem scrub "$DEV" > /tmp/out 2>&1 &
scrubber=$!
until_true 10 eval '[ "$(attr scrubbed_size)" -gt 0 ]'
kill -TERM $scrubber
wait $scrubber
rc=$?
if [ $rc = 0 ]; then
	pass "an interrupt ends it # SKIP it was done already"
else
	is "an interrupt ends it: partly" $rc 64
	like "... which says how far it came" "$(cat /tmp/out)" \
		"a signal ended it; [0-9.]+[MG] of [0-9.]+[MG] are overwritten \(EINTR\)"
fi
is "... the device is back where it was" "$(driver_of)" device_dax
tool scrub "$DEV"
is "scrub" "$rc $text" "0 $DEV: overwritten with zeros"
is "... is back where it was" "$(driver_of)" device_dax
left=$((($(cat "$(dev)/size") - usable) / 2097152))
same=$(daxpattern check "/dev/$DEV" | cut -d' ' -f2)
is "... what was on it is gone, but for what is never memory" \
	"$((same <= left + 1))" 1

daxkmem attach "$DEV" --policy online_movable --size $block_size > /dev/null
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool scrub "$DEV"
is "memory that an unbind left online is not scrubbed" "$rc" 1
like "... which says so" "$text" "it is memory"
is "... it is online" "$(zones)" Movable
daxkmem detach "$DEV" > /dev/null
is "... and can be detached" "$(driver_of)" device_dax
check "the module can be unloaded" unload
finish
