#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Programs that are bound to the node, by memory policy or cpuset, keep running while its
# memory is unplugged, and so do unrelated ones. They lock memory, use huge pages, allocate
# and free, swap, and fork all the time.
# tier: full
# machines: nvdimm
# timeout: 600
# cycles: 3
# skips-on: any: scsi_debug
. "$(dirname "$0")/lib.sh"
command -v numactl > /dev/null || skip_all "numactl is missing"
rounds=${CYCLES:-3}
# The programs' memory in MiB, and their pause in ms. Without a pause, many rounds would
# take hours, because migrating a page takes a millisecond without KVM.
locked=32 churned=16 shared=8 pause=0
[ "$rounds" -le 3 ] || { locked=4 churned=2 shared=1 pause=20; }
plan $((10 * rounds + 7))
node=$(node_of)
load
bind_dev > /dev/null
size=$(attr online_size)

# Panic on an OOM kill, so that it is noticed.
oom=$(< /proc/sys/vm/panic_on_oom)
echo 2 > /proc/sys/vm/panic_on_oom

# A disk to swap to.
modprobe -a sd_mod 2> /dev/null
modprobe scsi_debug dev_size_mb=48 delay=0 2> /dev/null
until_true 10 eval '[ -b /dev/sd[a-z] ]' && disk=$(echo /dev/sd[a-z]) &&
	mkswap "$disk" > /dev/null && swapon "$disk"

swapped() {
	sed -n 's/^pswpout //p' /proc/vmstat
}

# A cpuset with only the node's memory, if the kernel has cpusets.
group=/tmp/cgroup/bound
mkdir -p /tmp/cgroup
mount -t cgroup2 none /tmp/cgroup 2> /dev/null &&
	echo +cpuset > /tmp/cgroup/cgroup.subtree_control 2> /dev/null &&
	mkdir $group && echo "$node" > $group/cpuset.mems && has_group=1

# in_group COMMAND...: executes the command in the cpuset, or else under a memory policy
in_group() {
	[ -n "${has_group:-}" ] || exec numactl --membind="$node" "$@"
	echo $BASHPID > $group/cgroup.procs
	exec "$@"
}

# shellcheck disable=SC2317
started() {
	local w

	for w in hold huge churn swap fork cpuset bystander; do
		grep -q ready "/tmp/$w" || return
	done
}

# pool NODE PAGES: sets the number of huge pages; frees others that migrated to the node
pool() {
	echo "$2" > "/sys/devices/system/node/node$1/hugepages/hugepages-2048kB/nr_hugepages"
}

start_all() {
	pool 0 0
	pool "$node" 4
	numactl --membind="$node" bound hold $locked $pause > /tmp/hold &
	pids=($!)
	numactl --membind="$node" bound huge 4 $pause > /tmp/huge &
	pids+=($!)
	numactl --membind="$node" bound churn $churned $pause > /tmp/churn &
	pids+=($!)
	numactl --membind="$node" bound swap $shared $pause > /tmp/swap &
	pids+=($!)
	numactl --membind="$node" bound fork $shared $pause > /tmp/fork &
	pids+=($!)
	in_group bound churn $shared $pause > /tmp/cpuset &
	pids+=($!)
	bound hold $((2 * locked)) $pause > /tmp/bystander &
	pids+=($!)
	until_true 60 started
}

# ended WHAT PID: ends the program; prints the time of its slowest write
ended() {
	kill -TERM "$2"
	wait "$2"
	like "... $1 is still running and saw no error" "$? $(tail -n 1 "/tmp/$1")" \
		"^0 [a-z]+: [1-9][0-9]* rounds, 0 wrong"
	echo "# $1: $(sed -n 's/.*, //p' "/tmp/$1")"
}

mark
before=$(swapped)
for ((round = 1; round <= rounds; round++)); do
	start_all || echo "# not all programs have started"
	is "round $round: the device is unplugged" "$(set_state unplugged)" ok
	is "... the node has no memory" "$(node_kb "$node" MemTotal)" 0
	ended hold "${pids[0]}"
	ended huge "${pids[1]}"
	ended churn "${pids[2]}"
	ended swap "${pids[3]}"
	ended fork "${pids[4]}"
	ended cpuset "${pids[5]}"
	ended bystander "${pids[6]}"
	is "... and plugged again" "$(set_state online_movable; attr online_size)" "ok"$'\n'"$size"
done
is "no process was killed" "$(log | grep -ciE 'out of memory|oom-kill')" 0
if [ -n "${disk:-}" ]; then
	at_least "... and swap was in use" "$(($(swapped) - before))" $((rounds * shared * 256))
else
	skip "... and swap was in use" "this kernel has no scsi_debug"
fi

# A failed unplug leaves memory policies unchanged, wherever the pinned page is.
numactl --membind="$node" bound hold 16 > /tmp/hold &
holder=$!
mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 30 grep -q pinned /tmp/pin
until_true 30 grep -q ready /tmp/hold
timeout -s USR1 10 sysw "$(dev)/state" unplugged > /tmp/out
is "an unplug fails while a page is pinned" "$(cat /tmp/out) $(state)" "EINTR online_movable"
like "... a program bound to the node stays bound" "$(grep bind /proc/$holder/numa_maps | head -n 1)" "bind:$node"
is "... and may use the node" "$(sed -n 's/^Mems_allowed_list:\t//p' /proc/$holder/status)" "0-$node"
kill -TERM $holder
echo > /tmp/go
wait $holder $pinner
rm -f /tmp/{go,pin,out}

# With a single block, pages cannot move to another block of the node.
set_state unplugged > /dev/null
try "$(dev)/dax_kmem/requested_size" "$block_size" > /dev/null
start_all
is "the only block is unplugged" "$(set_state unplugged; node_kb "$node" MemTotal)" $'ok\n0'
for p in "${pids[@]}"; do kill -TERM "$p"; done
wait "${pids[@]}"
is "... and no process was killed" "$(log | grep -ciE 'out of memory|oom-kill')" 0
[ -z "${has_group:-}" ] || rmdir $group
umount /tmp/cgroup 2> /dev/null
rm -f /tmp/{hold,huge,churn,swap,fork,cpuset,bystander}
pool 0 0
echo "$oom" > /proc/sys/vm/panic_on_oom
[ -z "${disk:-}" ] || swapoff "$disk"
rmmod scsi_debug 2> /dev/null
give_back
unload
finish
