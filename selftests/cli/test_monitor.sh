#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem monitor --until on a small tree, where goals are checked once a
# second. Needs no root.
# usage: test_monitor.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
plan 80

device=/sys/bus/dax/devices/dax1.0
mkdir -p "$root/sys/bus/dax/drivers/dax_kmem"
tree_device dax0.0 2111832064 1 device_dax
tree_device dax1.0 2111832064 2 dax_kmem
tree_attached dax1.0 online_movable online_movable 2013265920 1073741824 1073741824 98566144

# refuses TEXT CODE REGEX WORD...
refuses() {
	local text=$1 code=$2 regex=$3

	shift 3
	run monitor "$@"
	is "$text: exit code" "$rc" "$code"
	like "... the error says why" "$err" "$regex"
	is "... and stdout is empty" "$out" ""
}

test_usage() {
	refuses "a tree has no events" 4 "a directory tree has no events" dax0.0
	refuses "a goal without a device" 2 "--until requires a DEVICE" --until attached
	refuses "an invalid name" 2 "nonsense: cannot watch" nonsense
	refuses "an unknown goal" 2 'unknown key "bogus".*use one of attached, detached, state' dax0.0 --until bogus=1
	refuses "an empty goal" 2 'unknown key ""' dax0.0 --until ""
	refuses "attached with a value" 2 "not of the form KEY=VALUE" dax0.0 --until attached=1
	refuses "a key without a value" 2 "not of the form KEY=VALUE" dax0.0 --until online_size
	refuses "an invalid operator" 2 "not of the form KEY=VALUE" dax0.0 --until "online_size=>1G"
	refuses "an operator that is too long" 2 "not of the form KEY=VALUE" dax0.0 --until "online_size>==1G"
	refuses "an invalid state" 2 '"best" is not a state' dax0.0 --until state=best
	refuses "an invalid policy" 2 '"best" is not a policy.*auto' dax0.0 --until policy=best
	refuses "an invalid size" 2 '"2X" is not a size' dax0.0 --until "online_size>2X"
	refuses "an ordering of text" 2 "only be compared with = and !=" dax0.0 --until "state>offline"
	refuses "a timeout of 0" 2 "invalid --timeout '0'" dax0.0 --until attached --timeout 0
}

# Each goal is met, or not, at the first check.
test_goals() {
	local goal

	for goal in attached state=online_movable state!=offline driver=dax_kmem \
		policy=online_movable "online_size>=1G" "online_size=1073741824" \
		"online_size=0x40000000" "online_size>1023M" "online_size<=1G" \
		"online_size!=2G" "online_size<usable_size" \
		"online_size=plugged_size" target_node=2 withheld_size=0; do
		run monitor dax1.0 --until "$goal" --timeout 1
		is "$goal is met" "$rc $out$err" "0 "
	done
	for goal in detached state=offline state!=online_movable driver=kmem \
		policy=auto "online_size>1G" "online_size<1G" \
		"online_size>=usable_size" target_node=1; do
		"$tool" --sysroot "$root" monitor dax1.0 --until "$goal" --timeout 1 \
			> /dev/null 2>&1 &
		waiting+=([$!]=$goal)
	done
	for pid in "${!waiting[@]}"; do
		wait "$pid"
		is "${waiting[$pid]} is not met" $? 1
	done
	run monitor dax0.0 --until detached
	is "detached is met by a device that is not attached" "$rc" 0
	run monitor dax0.0 dax1.0 --until attached --timeout 1
	is "a goal that only one of two devices meets is not met" "$rc" 1
	like "... both are named" "$err" "dax0.0, dax1.0: cannot wait until attached: not reached within 1 s \(ETIMEDOUT\)"
	run monitor dax7.7 --until detached --timeout 1 --json
	is "a missing device does not count as detached" "$rc" 1
	is "... reported as JSON" "$err" \
		'{"error":{"object":"dax7.7","action":"wait until detached","cause":"not reached within 1 s","errno":"ETIMEDOUT","next":"daxkmem list dax7.7"}}'
	run monitor dax0.0 --until policy!=auto --timeout 1
	is "a missing attribute meets no goal" "$rc" 1
}

# until_asleep PID: waits until the tool has checked its goal and sleeps
# shellcheck disable=SC2317
until_asleep() {
	local n=100

	until grep -qs '^State:.S' "/proc/$1/status" &&
		grep -qsa monitor "/proc/$1/cmdline"; do
		[ $((n--)) -gt 0 ] || return 1
		sleep 0.05
	done
}

test_changes() {
	"$tool" --sysroot "$root" monitor dax1.0 --until state=unplugged &
	local pid=$! begin=$SECONDS

	check "monitor waits" until_asleep $pid
	put $device/state unplugged
	wait $pid
	is "a change ends monitor" $? 0
	is "... within about a second" "$((SECONDS - begin < 5))" 1
	put $device/state online_movable

	"$tool" --sysroot "$root" monitor dax9.0 --until "size>=1G" --timeout 20 &
	pid=$!
	check "monitor waits for a device" until_asleep $pid
	tree_device dax9.0 1073741824 1
	wait $pid
	is "a device that appears later ends it" $? 0

	"$tool" --sysroot "$root" monitor dax1.0 --until detached 2> "$work/err" &
	pid=$!
	check "monitor waits for a state" until_asleep $pid
	kill -TERM $pid
	wait $pid
	is "a signal ends monitor early" $? 1
	like "... and is reported" "$(< "$work/err")" "interrupted by a signal \(EINTR\)"
}

waiting=()
test_usage
test_goals
test_changes
finish
