#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem show, set and scrub.
# tier: full
# machines: nvdimm
# timeout: 240
. "$(dirname "$0")/lib.sh"
plan 36
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
load
node=$(node_of)

tool show "$DEV" policy
is "a device that is not attached has no policy" "$rc" 1
daxkmem attach "$DEV" --size $((2 * block_size)) --timeout 700 --scrub no > /dev/null
is "attach applies its settings" "$(attr timeout) $(attr scrub_on_unplug)" "700 0"
tool show "$DEV" policy
is "show reads the policy" "$rc $text" "0 online_movable"
tool show "$DEV"
is "... and prints all settings" "$rc $(wc -l <<< "$text")" "0 11"
tool set "$DEV" policy=online_kernel timeout=60 check-room=no
is "set writes several settings" "$rc $text" "0 $DEV: policy online_kernel, timeout 60, check-room no"
is "... all have changed" "$(attr policy) $(attr timeout) $(attr check_room)" "online_kernel 60 0"
is "... without moving a block" "$(zones)" Movable
tool set "$DEV" policy=online_movable timeout=700 check-room=yes size=$block_size
is "set writes several settings and the size" "$rc $(attr plugged_size)" "0 $block_size"
tool set "$DEV" timeout=5 size=900G
is "a size that is too large is refused" "$rc $(attr timeout)" "1 700"
tool attach "$DEV" --timeout 5
like "attach of an attached device refuses another setting" "$rc $text" \
	"^1 .*already attached with timeout 700.*next: daxkmem set $DEV timeout=5"

tool set "$DEV" node=0
is "the node cannot change while plugged" "$rc" 1
like "... the error suggests what to do" "$text" "only possible while the device is unplugged.*daxkmem state $DEV unplugged"
tool scrub "$DEV"
is "a plugged device cannot be scrubbed" "$rc" 1
like "... the error suggests what to do" "$text" "in use as memory \(EBUSY\).*daxkmem state $DEV unplugged"
daxkmem state "$DEV" unplugged > /dev/null
tool set "$DEV" node=0 adistance=700
is "the node can change once unplugged" "$rc $text $(attr adistance)" "0 $DEV: node 0, adistance 700 700"
before=$(node_kb 0 MemTotal)
daxkmem resize "$DEV" $block_size > /dev/null
is "... node 0 has the memory" $(($(node_kb 0 MemTotal) - before)) $((block_size / 1024))
daxkmem state "$DEV" unplugged > /dev/null
tool set "$DEV" node=900
is "a node that is not possible is refused" "$rc" 1
like "... the error lists the possible ones" "$text" "node 900 is not possible on this machine.*next: choose one of 0-1"
tool set "$DEV" node=-1
is "-1 selects the device's own node" "$rc $(attr target_node)" "0 $node"

tool scrub "$DEV"
is "scrub succeeds on an attached device" "$rc $text" "0 $DEV: overwritten with zeros"
usable=$(attr usable_size)
is "... all of the device is scrubbed" "$(attr scrubbed_size) $(attr scrub_size)" "$usable $usable"
is "... the device stays attached" "$(driver_of) $(state)" "$drv unplugged"
daxkmem detach "$DEV" > /dev/null

# With the device bound to device_dax.
daxpattern write "/dev/$DEV" > /dev/null
is "the device has the pattern" "$(daxpattern check "/dev/$DEV" | cut -d' ' -f1-2)" \
	"same $(($(cat "$(dev)/size") / 2097152))"
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
tool scrub "$DEV"
is "a device that is held open cannot be scrubbed" "$rc" 1
like "... the error names the process" "$text" "process $holder has it open or mapped \(EBUSY\)"
kill $holder
wait $holder 2> /dev/null
daxkmem scrub "$DEV" > /tmp/out 2>&1 &
scrubber=$!
until_true 10 eval '[ "$(attr scrubbed_size)" -gt 0 ]'
kill -TERM $scrubber
wait $scrubber
rc=$?
if [ $rc = 0 ]; then
	skip "SIGTERM ends scrub with exit code 64" "it was done already"
	skip "... the error reports the size overwritten" "it was done already"
else
	is "SIGTERM ends scrub with exit code 64" $rc 64
	like "... the error reports the size overwritten" "$(cat /tmp/out)" \
		"interrupted by a signal; [0-9.]+[MG] of [0-9.]+[MG] is overwritten \(EINTR\)"
fi
is "... the device is bound to device_dax again" "$(driver_of)" device_dax
tool scrub "$DEV"
is "scrub succeeds on a detached device" "$rc $text" "0 $DEV: overwritten with zeros"
is "... the device is bound to device_dax again" "$(driver_of)" device_dax
left=$((($(cat "$(dev)/size") - usable) / 2097152))
same=$(daxpattern check "/dev/$DEV" | cut -d' ' -f2)
is "... the pattern is gone, except outside of whole blocks" \
	"$((same <= left + 1))" 1

daxkmem attach "$DEV" --policy online_movable --size $block_size > /dev/null
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool scrub "$DEV"
is "memory that an unbind left online cannot be scrubbed" "$rc" 1
like "... the error names the reason" "$text" "in use as memory"
is "... it stays online" "$(zones)" Movable
daxkmem detach "$DEV" > /dev/null
is "... the device can be detached" "$(driver_of)" device_dax
check "the module can be unloaded" unload
finish
