#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine that is brought to what its configuration says: once, again, and
# after changes by hand. test_tool_killed.sh has an apply that is killed.
# tier: quick
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
plan 28
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
uuid=$(cat "$(readlink -f "$(dev)")/../uuid")
mkdir -p /etc/daxkmem.d

# conf KEYS: of the device
conf() {
	printf '[device "uuid=%s"]\n%s\n' "$uuid" "$1" > /etc/daxkmem.d/test.conf
}

conf "policy = online_movable
timeout = 300"
tool apply --dry-run
is "--dry-run" "$rc $text" "3 $DEV: would change: attached, policy online_movable, timeout 300"
is "... loads no module" "$(grep -c ^dax_kmem /proc/modules)" 0
sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
tool apply
is "a device that is held open is not taken" "$rc" 1
like "... which says by whom" "$text" "process $holder has it open.*$DEV: failed: attach"
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
is "again: nothing to do" "$rc $text" "0 $DEV: unchanged"
tool apply --dry-run
is "... nor would there be" "$rc $text" "0 $DEV: unchanged"

conf "size = $((3 * block_size))
kernel-size = $block_size
policy = online_movable
bad-policy = block"
tool apply
is "what cannot be while it is online fails" "$rc" 64
like "... which says so" "$text" "kernel-size .* is not possible.*$DEV: failed: kernel-size .*, after: bad-policy block"
conf "size = $((3 * block_size))
scrub = yes"
tool apply
echo "# $text"
is "a smaller size" "$rc $(attr online_size) $(attr scrub_on_unplug)" "0 $((3 * block_size)) 1"
conf "node = 0"
tool apply
is "another node is refused while it is plugged" "$rc $(attr plugged_size)" "1 $((3 * block_size))"
conf "policy = online_movable
scrub = no"
tool apply
like "without a size: all of it" "$rc $text" "^0 $DEV: changed: scrub no, size "
is "... online" "$(attr online_size)" "$usable"

b=$(blocks | sed -n 3p)
echo offline > "$memory/$b/state"
tool apply
is "a block that went offline comes back" "$rc $text $(attr online_size)" \
	"0 $DEV: changed: state online_movable $usable"
conf "policy = offline"
daxkmem state "$DEV" unplugged > /dev/null
tool apply
is "a policy that brings nothing online" "$rc $(attr plugged_size) $(attr online_size)" "0 $usable 0"
conf "policy = online_movable"
tool apply
is "... and one that does" "$rc $text $(attr online_size)" \
	"0 $DEV: changed: policy online_movable, state online_movable $usable"
daxkmem state "$DEV" unplugged > /dev/null
tool apply
is "a device that was unplugged is plugged" "$rc $(attr online_size)" "0 $usable"
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool apply
is "one that was unbound with memory online is taken over" "$rc $(attr online_size)" "0 $usable"
conf "policy = online
size = $block_size"
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool apply
is "... with other settings, too" "$rc $(attr policy) $(attr online_size)" "0 online $block_size"

conf "policy = online_movable"
tool apply --detach
is "--detach" "$rc $text $(driver_of)" "0 $DEV: changed: detached device_dax"
tool apply --detach
is "... again" "$rc $text" "0 $DEV: unchanged"

# told: the bytes online when systemd would have been told that the unit is active
told() {
	./notified "$(dev)/dax_kmem/online_size" daxkmem apply --device "$DEV" | sed -n 's/^READY=1 *//p'
}

first=$(told)
echo "# ready with $first of $usable bytes"
check "a unit is active with the first memory" [ "$first" -gt 0 ]
check "... and before all of it is there" [ "$first" -lt "$usable" ]
is "... or when there is nothing to do" "$(told) $(attr online_size)" "$usable $usable"
rm /etc/daxkmem.d/test.conf
tool apply
is "what is not named is left alone" "$rc $text $(attr online_size)" \
	"0 daxkmem: no configuration names a device $usable"
daxkmem detach "$DEV" > /dev/null
rm -rf /var/lib/daxkmem
check "the module can be unloaded" unload
finish
