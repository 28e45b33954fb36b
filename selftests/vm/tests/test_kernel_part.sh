#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The first blocks of a device are in a kernel zone, the rest in ZONE_MOVABLE. Kernel pages
# may prevent an offline of the first ones, so the guest is rebooted.
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

# picture: a letter for each block: N for ZONE_NORMAL, M for ZONE_MOVABLE, . for unplugged
picture() {
	attr blocks | awk '{ printf "%s", $2 == "unplugged" ? "." : substr($3, 1, 1) }'
}

# pipes: a program in a cpuset with only this node writes to a pipe; prints what it reads
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
is "... state shows that the zones differ" "$(state)" mixed
is "the device grows in ZONE_MOVABLE" "$(try "$size" $((6 * block_size)); picture)" \
	"ok"$'\n'"NNMMMM.."
is "the device shrinks in ZONE_MOVABLE first" "$(try "$size" $((3 * block_size)); picture)" \
	"ok"$'\n'"NNM....."
is "the current state can be written again" "$(set_state online_movable)" ok

b=$(blocks | tail -n 1)
is "a block of ZONE_MOVABLE cannot be onlined in another zone" \
	"$(try "$memory/$b/state" offline; try "$memory/$b/state" online_kernel)" "ok"$'\n'"EPERM"
is "... a write to state onlines the block in its zone" "$(set_state online_movable; picture)" \
	"ok"$'\n'"NNM....."
is "a program in a cpuset with only this node can use pipes" "$(pipes)" water
mark
is "kernel_size cannot change the zone of an online block" "$(try "$part" $((3 * block_size)))" EBUSY
like "... the log names the block" "$(log)" "dax_kmem $DEV: kernel_size: $b is online and would be in the wrong zone"
is "... but may change the zone of unplugged blocks" \
	"$(try "$size" $((2 * block_size)); try "$part" $((4 * block_size)); try "$size" $((6 * block_size)); picture)" \
	"ok"$'\n'"ok"$'\n'"ok"$'\n'"NNNNMM.."
is "half a block is refused" "$(try "$part" 4096)" EINVAL

# Kernel pages may prevent an unplug of the device.
was=$(picture)
got=$(set_state unplugged)
case $got in
ok) is "the whole device is unplugged" "$(picture)" "..............." ;;
*) is "kernel pages prevent the unplug, which changes nothing ($got)" "$(picture)" "$was" ;;
esac
is "the whole device has the same kernel part" \
	"$(try "$size" "$(attr usable_size)"; picture)" "ok"$'\n'"NNNNMMMM"
rmdir /tmp/cgroup/part
umount /tmp/cgroup
finish
