#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A pool is fungible: an ordinary guest gets of it what other nodes have not. And
# it is exact: who asks for it gets no page of another node, nor of a group that
# is withheld, down to the last one.
# tier: full
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
end=$(($(dev_start) + $(dev_size)))
first=$((($(dev_start) + group - 1) / group * group))
modprobe dax_kmem_xen
hold_dev > /dev/null
try "$(dev)/dax_kmem_xen/bad_pages" "$(printf %#x $((first + 4 * group + 4096)))" > /dev/null
is "a pool with a hole in the middle" "$(try "$(dev)/dax_kmem_xen/state" donated) $(attr extents | wc -l)" "ok 2"
is "... is as large as it says" "$(attr donated_size)" $((end - first - group))
node0=$(node_mb 0 memfree) node1=$(node_mb 1 memfree)

# Larger than what node 0 has left. Its memory is there before it runs.
config plain pv $((node0 + 300))
xl create -p /tmp/plain.cfg > /tmp/xl 2>&1
is "an ordinary guest that node 0 has no room for is made" "$(xl list plain | awk 'NR == 2 { print $1 }')" plain
at_least "... of the pool's memory" $((node1 - $(node_mb 1 memfree))) 250
check "... which is there again when it ends" gone plain
at_least "... all of it" "$(node_mb 1 memfree)" $((node1 - 1))

# All of the pool but what Xen needs for a guest of that size.
most=$(($(node_mb 1 memfree) - 64))
config whole pv $most
config end pv 96 "$(dirty 10)"
works "a guest that will boot again" xen create /tmp/end.cfg --pool "$DEV"
check "... runs" says end "guest: ready"
most=$((most - 96))
config whole pv $most
before=$(node_mb 0 memfree)
works "one guest has nearly all of the pool" xen create /tmp/whole.cfg --pool "$DEV" --paused
at_least "... node 0 gives nothing of its pages" "$(node_mb 0 memfree)" $((before - 32))
at_least "... the pool has next to nothing left" 64 "$(node_mb 1 memfree)"
config more pv 256
fails "the next one is refused" 1 "room|free" xen create /tmp/more.cfg --pool "$DEV" --paused
is "... and not there" "$(xl list | grep -c more)" 0

# Another guest takes the memory of one that boots again. xl's process waits for two
# seconds before it creates the guest again; it is stopped meanwhile.
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
check "a guest that boots again is gone" until_true 60 away
works "... another one takes its memory" xen create /tmp/more.cfg --pool "$DEV" --paused --leave
kill -CONT "$pid"
check "... it is not created again" until_true 60 eval "! kill -0 $pid"
is "... with memory of another node either" "$(guests)" "whole more"
like "... xl's log says why" "$(tail -n 20 /var/log/xen/xl-end.log)" \
	"daxkmem: $DEV \(Xen node 1\) has no more memory for domain [0-9]+, which has [0-9]+ MiB of it"
xl destroy more
check "every page comes back" gone whole
at_least "... of the pool too" "$(node_mb 1 memfree)" $((node1 - 1))
finish
