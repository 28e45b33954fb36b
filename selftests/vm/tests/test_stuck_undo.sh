#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The last step of a change fails, and a page that was pinned during the change prevents the
# undo. The undo gives up in time, the log and the state show it, and the memory can be unplugged
# later. The failing step onlines a block with a bad page, which some kernels refuse. The memory
# was added by another driver, so the block cannot be removed and added again.
# tier: full
# machines: nvdimm
# timeout: 240
# after: reboot
# skips-on: 6.1: this kernel brings a block with a bad page online
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/killstep.sh"
plan 11
[ -e /vm.conf ] || skip_all "leaves a page marked as bad"
node=$(node_of)
bind_leftover > /dev/null
killstep_start
# Online all CPUs: the pinning program must run while killstep keeps the change from its CPU.
one_cpu 1

# The first block stays online, completely filled. The second block, which is onlined last, has a
# bad page.
first=$(blocks | sed -n 1p)
bad=$(blocks | sed -n 2p)
echo $((${bad#memory} * block_size + 4096)) > $memory/hard_offline_page
for b in $(blocks | tail -n +2); do
	try "$memory/$b/state" offline > /dev/null
done
is "one block is online" "$(state) $(attr online_size)" "mixed $block_size"
mkfifo /tmp/fill-go /tmp/pin-go
numactl --preferred="$node" nodefill $((block_size / 1048576 + 32)) /tmp/fill-go > /tmp/fill &
until_true 60 grep -q : /tmp/fill

# A program pins a page of another block as soon as one is online. The change is stopped until
# the page is pinned.
numactl --preferred="$node" pagepin /tmp/pin-go \
	$((${bad#memory} * block_size / 4096)) > /tmp/pin &
pinner=$!
until_true 10 grep -q looking /tmp/pin
mark
start=$SECONDS
kill_at "online,1,/tmp/pin~pinned" -- sysw "$(dev)/state" online_movable
got=$said
took=$((SECONDS - start))
echo "# $got after $took s, $(attr online_size) bytes online"
if [ "$got" = ok ]; then
	echo 0 > /tmp/pin-go
	skip_all "this kernel brings a block with a bad page online"
fi
is "the last block cannot be onlined" "$got" EHWPOISON
like "... while a page is pinned" "$(xargs < /tmp/pin)" "pinned"
at_least "the undo tries for 30 seconds" "$took" 29
at_least "... and not much longer" 200 "$took"
like "... the log says that the undo is incomplete" "$(log)" \
	"dax_kmem $DEV: $bad could not be brought online.*the undo is incomplete"
is "... state is mixed" "$(state)" mixed
is "... the bad block is offline" \
	"$(attr blocks | awk -v b="$bad" '$1 == b { print $2 }')" offline
like "... the first block is online" "$(attr blocks | grep "^$first ")" "online +Movable"

echo 0 > /tmp/pin-go
wait $pinner
is "once the page is free, all memory can be unplugged" "$(set_state unplugged)" ok
is "... no memory is left" "$(attr plugged_size) $(node_kb "$node" MemTotal)" "0 0"
echo 0 > /tmp/fill-go
finish
