#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The first blocks of a device in a kernel zone, the rest in ZONE_MOVABLE. Kernel pages
# may keep the first ones from going offline, so the guest is rebooted.
# tier: quick
# machines: nvdimm
# auto-online: default online
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 15
load plug=none
bind_dev > /dev/null
size=$(dev)/dax_kmem/requested_size
part=$(dev)/dax_kmem/kernel_size

# zone of each block, first to last: N for Normal, M for Movable
picture() {
	attr blocks | awk '{ printf "%s", $2 == "unplugged" ? "." : substr($3, 1, 1) }'
}

# pipes: what a program that a cpuset confines to the node gets through a pipe
pipes() {
	bash -c 'echo $$ > /tmp/cgroup/part/cgroup.procs; { echo water; } 2> /dev/null | cat'
}

node=$(node_of)
mkdir -p /tmp/cgroup
mount -t cgroup2 none /tmp/cgroup && echo +cpuset > /tmp/cgroup/cgroup.subtree_control &&
	mkdir /tmp/cgroup/part && echo "$node" > /tmp/cgroup/part/cpuset.mems
is "kernel_size is set to two blocks" "$(try "$part" $((2 * block_size)); attr kernel_size)" \
	"ok"$'\n'$((2 * block_size))
is "the first two blocks are in ZONE_NORMAL" "$(try "$size" $((4 * block_size)); picture)" \
	"ok"$'\n'"NNMM...."
is "... state says that zones differ" "$(state)" mixed
is "it grows in ZONE_MOVABLE" "$(try "$size" $((6 * block_size)); picture)" \
	"ok"$'\n'"NNMMMM.."
is "it shrinks in ZONE_MOVABLE first" "$(try "$size" $((3 * block_size)); picture)" \
	"ok"$'\n'"NNM....."
is "the current state can be written again" "$(set_state online_movable)" ok

b=$(blocks | tail -n 1)
is "a block of ZONE_MOVABLE cannot be onlined in another zone" \
	"$(try "$memory/$b/state" offline; try "$memory/$b/state" online_kernel)" "ok"$'\n'"EPERM"
is "... a write to state onlines it in its zone" "$(set_state online_movable; picture)" \
	"ok"$'\n'"NNM....."
is "a program in a cpuset with the node alone can use pipes" "$(pipes)" water
mark
is "kernel_size cannot change the zone of an online block" "$(try "$part" $((3 * block_size)))" EBUSY
like "... the log says which" "$(log)" "dax_kmem $DEV: kernel_size: $b is online and would be in the wrong zone"
is "... but may change where no block is plugged" \
	"$(try "$size" $((2 * block_size)); try "$part" $((4 * block_size)); try "$size" $((6 * block_size)); picture)" \
	"ok"$'\n'"ok"$'\n'"ok"$'\n'"NNNNMM.."
is "half a block is refused" "$(try "$part" 4096)" EINVAL

# Kernel pages may keep the device from being unplugged.
was=$(picture)
got=$(set_state unplugged)
case $got in
ok) is "the whole device is unplugged" "$(picture)" "..............." ;;
*) is "with kernel pages in it, nothing is unplugged ($got)" "$(picture)" "$was" ;;
esac
is "the whole device has the same kernel part" \
	"$(try "$size" "$(attr usable_size)"; picture)" "ok"$'\n'"NNNNMMMM"
rmdir /tmp/cgroup/part
umount /tmp/cgroup
finish
