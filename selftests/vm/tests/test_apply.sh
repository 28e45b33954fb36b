#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem apply brings a machine to its configuration: once, again, and after manual
# changes. test_tool_killed.sh tests kills.
# tier: quick
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
plan 28
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
uuid=$(cat "$(readlink -f "$(dev)")/../uuid")
mkdir -p /etc/daxkmem.d

# conf KEYS: writes a configuration with these keys for the device
conf() {
	printf '[device "uuid=%s"]\n%s\n' "$uuid" "$1" > /etc/daxkmem.d/test.conf
}

conf "policy = online_movable
timeout = 300"
tool apply --dry-run
is "--dry-run reports the change" "$rc $text" "3 $DEV: would change: attached, policy online_movable, timeout 300"
is "... loads no module" "$(grep -c ^dax_kmem /proc/modules)" 0
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
tool apply
is "a device that is held open is not attached" "$rc" 1
like "... the error names the process" "$text" "process $holder has it open.*$DEV: failed: attach"
kill $holder
wait $holder 2> /dev/null
rmmod dax_kmem 2> /dev/null

tool apply
is "apply loads the driver and attaches the device" "$rc $text" \
	"0 $DEV: changed: attached, policy online_movable, timeout 300"
usable=$(attr usable_size)
is "... node $node has the memory" "$(node_kb "$node" MemTotal)" $((usable / 1024))
is "... with its settings" "$(attr policy) $(attr timeout) $(zones)" "online_movable 300 Movable"
tool apply
is "apply again changes nothing" "$rc $text" "0 $DEV: unchanged"
tool apply --dry-run
is "... nor does --dry-run report a change" "$rc $text" "0 $DEV: unchanged"

conf "size = $((3 * block_size))
kernel-size = $block_size
policy = online_movable
bad-policy = block"
tool apply
is "a setting that needs an unplugged device fails" "$rc" 64
like "... the error names it" "$text" "setting kernel-size to .* failed.*$DEV: failed: kernel-size .*, after: bad-policy block"
conf "size = $((3 * block_size))
scrub = yes"
tool apply
echo "# $text"
is "a smaller size is applied" "$rc $(attr online_size) $(attr scrub_on_unplug)" "0 $((3 * block_size)) 1"
conf "node = 0"
tool apply
is "another node is refused while the device is plugged" "$rc $(attr plugged_size)" "1 $((3 * block_size))"
conf "policy = online_movable
scrub = no"
tool apply
like "without a size, all memory is plugged" "$rc $text" "^0 $DEV: changed: scrub no, size "
is "... and onlined" "$(attr online_size)" "$usable"

b=$(blocks | sed -n 3p)
echo offline > "$memory/$b/state"
tool apply
is "a block that was offlined is onlined again" "$rc $text $(attr online_size)" \
	"0 $DEV: changed: state online_movable $usable"
conf "policy = offline"
daxkmem state "$DEV" unplugged > /dev/null
tool apply
is "policy offline onlines no block" "$rc $(attr plugged_size) $(attr online_size)" "0 $usable 0"
conf "policy = online_movable"
tool apply
is "... policy online_movable onlines all" "$rc $text $(attr online_size)" \
	"0 $DEV: changed: policy online_movable, state online_movable $usable"
daxkmem state "$DEV" unplugged > /dev/null
tool apply
is "a device that was unplugged is plugged" "$rc $(attr online_size)" "0 $usable"
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool apply
is "a device unbound with memory online is taken over" "$rc $(attr online_size)" "0 $usable"
conf "policy = online
size = $block_size"
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool apply
is "... also with other settings" "$rc $(attr policy) $(attr online_size)" "0 online $block_size"

conf "policy = online_movable"
tool apply --detach
is "--detach detaches the device" "$rc $text $(driver_of)" "0 $DEV: changed: detached device_dax"
tool apply --detach
is "... a second --detach changes nothing" "$rc $text" "0 $DEV: unchanged"

# ready_bytes: the online bytes when apply notifies systemd that the unit is active
ready_bytes() {
	./notified "$(dev)/dax_kmem/online_size" daxkmem apply --device "$DEV" | sed -n 's/^READY=1 *//p'
}

first=$(ready_bytes)
echo "# ready with $first of $usable bytes"
check "a unit is active once some memory is online" [ "$first" -gt 0 ]
check "... and before all memory is online" [ "$first" -lt "$usable" ]
is "... or if there is nothing to do" "$(ready_bytes) $(attr online_size)" "$usable $usable"
rm /etc/daxkmem.d/test.conf
tool apply
is "a device without a section is not changed" "$rc $text $(attr online_size)" \
	"0 daxkmem: no devices are configured $usable"
daxkmem detach "$DEV" > /dev/null
rm -rf /var/lib/daxkmem
check "the module can be unloaded" unload
finish
