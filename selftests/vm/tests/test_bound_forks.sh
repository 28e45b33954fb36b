#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A child that is created while memory is unplugged. When the kernel rebinds all tasks,
# fork() may have copied the parent's policy while the child is not yet among the tasks.
# The child must still get memory of other nodes.
# tier: full debug
# machines: nvdimm
# timeout: 900
# cycles: 6
. "$(dirname "$0")/lib.sh"
command -v numactl > /dev/null || skip_all "numactl is missing"
rounds=${CYCLES:-6}
plan $((4 * rounds + 2))
node=$(node_of)
load
bind_dev > /dev/null

# Panic on an OOM kill, so that a killed child is noticed.
oom=$(< /proc/sys/vm/panic_on_oom)
echo 2 > /proc/sys/vm/panic_on_oom

# Run many at once: a task that is preempted in fork() then stays there for long.
programs=8

# shellcheck disable=SC2317 # until_true calls it
started() {
	[ "$(cat /tmp/brood.* | grep -c ready)" = "$programs" ]
}

# all_end: ends all programs; prints how many saw no error, including their children
all_end() {
	local p

	kill -TERM "${pids[@]}"
	for p in "${pids[@]}"; do
		wait "$p"
	done
	grep -h "^brood" /tmp/brood.* | grep -v " 0 wrong" | sed "s,^,# ," >&2
	cat /tmp/brood.* | grep -cE '^brood: [1-9][0-9]* rounds, 0 wrong'
}

mark
for ((round = 1; round <= rounds; round++)); do
	pids=()
	for ((i = 0; i < programs; i++)); do
		numactl --membind="$node" bound brood 4 > /tmp/brood.$i 2>&1 &
		pids+=($!)
	done
	check "round $round: the programs have started" until_true 60 started
	is "... the device is unplugged" "$(set_state unplugged)" ok
	sleep 0.2
	is "... no program or child has failed" "$(all_end)" $programs
	is "... and the device is plugged again" "$(set_state online_movable)" ok
done
is "no process was killed" "$(log | grep -ciE 'out of memory|oom-kill')" 0
like "a program bound to the node has memory of the node" \
	"$(numactl --membind="$node" cat /proc/self/numa_maps)" "bind:$node .*anon=[0-9]+ .*N$node=[1-9]"
rm -f /tmp/brood.*
echo "$oom" > /proc/sys/vm/panic_on_oom
give_back
unload
finish
