#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# An ordinary guest gets memory from a pool if the other nodes have too little. A guest created
# with --pool gets all its memory from the pool: no page of another node, and none of a
# withheld group, even when the pool is nearly exhausted.
# tier: full
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
end=$(($(dev_start) + $(dev_size)))
first=$((($(dev_start) + group - 1) / group * group))
modprobe dax_kmem_xen
hold_dev > /dev/null
try "$(dev)/dax_kmem_xen/bad_pages" "$(printf %#x $((first + 4 * group + 4096)))" > /dev/null
# Xen needs memory for page tables, and crashes if it has none while it adds memory.
config hog pv $(($(node_mb 0 memfree) - 8))
xl create -p /tmp/hog.cfg > /tmp/xl 2>&1
mark
is "a donation is refused while a guest has nearly all memory" "$(donate) $(attr state)" "ENOMEM unplugged"
like "... the log names the reason" "$(log_since)" "Xen has [0-9]+ bytes of free memory and needs 16777216 for page tables; shrink or shut down a guest"
check "... the guest is destroyed" gone hog
is "a device with a bad page in the middle is donated" "$(donate) $(attr extents | wc -l)" "ok 2"
is "... all but the group with the bad page" "$(attr donated_size)" $((end - first - group))
node0=$(node_mb 0 memfree) node1=$(node_mb 1 memfree)

# Larger than the free memory of node 0. A paused guest already has all its memory.
config plain pv $((node0 + 300))
xl create -p /tmp/plain.cfg > /tmp/xl 2>&1
is "an ordinary guest that exceeds node 0 is created" "$(xl list plain | awk 'NR == 2 { print $1 }')" plain
at_least "... with memory from the pool" $((node1 - $(node_mb 1 memfree))) 250
check "... the guest is destroyed" gone plain
at_least "... the pool has all its memory again" "$(node_mb 1 memfree)" $((node1 - 1))

# All of the pool, except the memory that Xen needs for a guest of that size.
most=$(($(node_mb 1 memfree) - 64))
config whole pv $most
config end pv 96 "$(dirty 10)"
works "a guest that will reboot is created" xen create /tmp/end.cfg --pool "$DEV"
check "... it runs" says end "guest: ready"
most=$((most - 96))
config whole pv $most
before=$(node_mb 0 memfree)
works "a guest with nearly all of the pool is created" xen create /tmp/whole.cfg --pool "$DEV" --paused
at_least "... none of its memory is from node 0" "$(node_mb 0 memfree)" $((before - 32))
at_least "... the pool is nearly exhausted" 64 "$(node_mb 1 memfree)"
config more pv 256
fails "another guest is refused" 1 "room|free" xen create /tmp/more.cfg --pool "$DEV" --paused
is "... and does not exist" "$(xl list | grep -c more)" 0

# Another guest takes the memory of a guest that reboots. The xl process waits two seconds
# before it creates the guest again; it is stopped in that time.
watcher() {
	local exe pid

	for exe in /proc/[0-9]*/exe; do
		pid=${exe#/proc/} pid=${pid%/exe}
		[[ $(readlink "$exe") != */xl ]] ||
			! tr '\0' ' ' < "/proc/$pid/cmdline" | grep -q end.cfg ||
			echo "$pid"
	done
}

# shellcheck disable=SC2317
away() {
	grep -q "Rebooting now" /var/log/xen/xl-end.log && kill -STOP "$pid"
}

pid=$(watcher)
config more pv 120
xl reboot end
check "xl destroys a guest that reboots" until_true 60 away
works "... another guest takes its memory" xen create /tmp/more.cfg --pool "$DEV" --paused --leave
kill -CONT "$pid"
check "... its xl process exits" until_true 60 eval "! kill -0 $pid"
is "... the guest is not created again with memory of another node" "$(guests)" "whole more"
like "... xl's log names the reason" "$(tail -n 20 /var/log/xen/xl-end.log)" \
	"daxkmem: $DEV \(Xen node 1\) has no more memory for domain [0-9]+, which has [0-9]+ MiB of it"
xl destroy more
check "the last guest is destroyed" gone whole
at_least "... the pool has all its memory again" "$(node_mb 1 memfree)" $((node1 - 1))
finish
