#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A child that is created while memory is unplugged: fork() has copied the policy of its
# parent when the kernel rebinds all tasks, and the child is not among them yet. It must
# still get memory of other nodes.
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

# A killed child must not go unnoticed.
oom=$(< /proc/sys/vm/panic_on_oom)
echo 2 > /proc/sys/vm/panic_on_oom

# Many at once: a task that is preempted in fork() stays there for long.
programs=8

# shellcheck disable=SC2317 # until_true calls it
started() {
	[ "$(cat /tmp/brood.* | grep -c ready)" = "$programs" ]
}

# all_end: how many end well, with all their children
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
