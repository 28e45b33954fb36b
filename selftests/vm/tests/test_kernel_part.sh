#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The first blocks of a device for the kernel's zone, the rest movable.
# The kernel may take memory there that never comes back, so the guest is
# booted anew.
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
is "two blocks are left to the kernel" "$(try "$part" $((2 * block_size)); attr kernel_size)" \
	"ok"$'\n'$((2 * block_size))
is "a part of the device has them first" "$(try "$size" $((4 * block_size)); picture)" \
	"ok"$'\n'"NNMM...."
is "... state says that zones differ" "$(state)" mixed
is "it grows in zone Movable" "$(try "$size" $((6 * block_size)); picture)" \
	"ok"$'\n'"NNMMMM.."
is "it shrinks in zone Movable first" "$(try "$size" $((3 * block_size)); picture)" \
	"ok"$'\n'"NNM....."
is "the state that was reached can be asked for again" "$(set_state online_movable)" ok

b=$(blocks | tail -n 1)
is "the guard knows the parts: Movable" \
	"$(try "$memory/$b/state" offline; try "$memory/$b/state" online_kernel)" "ok"$'\n'"EPERM"
is "... the state brings it back there" "$(set_state online_movable; picture)" \
	"ok"$'\n'"NNM....."
is "a program in a cpuset with the node alone has pipes" "$(pipes)" water
mark
is "a block that is online keeps the border from moving" "$(try "$part" $((3 * block_size)))" EBUSY
like "... the log says which" "$(log)" "dax_kmem $DEV: kernel_size: $b is online and would be in the wrong zone"
is "... it may move where nothing is" \
	"$(try "$size" $((2 * block_size)); try "$part" $((4 * block_size)); try "$size" $((6 * block_size)); picture)" \
	"ok"$'\n'"ok"$'\n'"ok"$'\n'"NNNNMM.."
is "half a block is refused" "$(try "$part" 4096)" EINVAL

# What the kernel took in its part may keep that from going.
was=$(picture)
got=$(set_state unplugged)
case $got in
ok) is "the whole device goes" "$(picture)" "..............." ;;
*) is "where the kernel took memory, nothing goes ($got)" "$(picture)" "$was" ;;
esac
is "the whole device has the same border" \
	"$(try "$size" "$(attr usable_size)"; picture)" "ok"$'\n'"NNNNMMMM"
rmdir /tmp/cgroup/part
umount /tmp/cgroup
finish
