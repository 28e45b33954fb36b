#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Devices of dax_kmem and of the in-tree kmem share a node, with different abstract
# distances, and are added and removed in every order: the kernel has one memory type for
# each node, and must not lose it while the node has memory.
# tier: quick
# machines: hmem
# smoke: yes
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 32
region=$(readlink -f "$(dev)/..")/dax_region
[ -e /vm.conf ] || skip_all "cuts a region to pieces; for our guests only"
[ -w "$region/create" ] || skip_all "the device's region cannot be cut"
modinfo kmem > /dev/null || skip_all "no in-tree kmem"
echo online_movable > $memory/auto_online_blocks
load plug=none
size=$((4 * block_size))
release_from dax0.0 > /dev/null
echo 0 > "$(dev dax0.0)/size"
echo $size > "$(dev dax0.0)/size"
echo 1 > "$region/create"
echo $size > "$(dev dax0.1)/size"
# Since 6.9, kmem binds every device without a driver when it is loaded or a name is added. So
# keep unused devices bound to dax_kmem, unplugged.
bind_dev dax0.0 > /dev/null
bind_dev dax0.1 > /dev/null
modprobe kmem

tier_of() {
	grep -l "^$1\$" /sys/devices/virtual/memory_tiering/memory_tier*/nodelist 2> /dev/null |
		sed 's/.*memory_tier\([0-9]*\).*/\1/'
}

# add_memory DEV kmem|DISTANCE: adds the device's memory, by the in-tree driver or by ours
add_memory() {
	local drv=dax_kmem

	if [ "$2" = kmem ]; then
		drv=kmem
		bind_dev "$1" > /dev/null
	else
		try "$(dev "$1")/dax_kmem/adistance" "$2" > /dev/null
		set_state online_movable "$1" > /dev/null
	fi
}

# remove_memory DEV: removes the device's memory, and unbinds the in-tree driver
remove_memory() {
	local d=$1 b first

	if [ "$(driver_of "$d")" = dax_kmem ]; then
		set_state unplugged "$d" > /dev/null
		return
	fi
	first=$(($(cat "$(dev "$d")/resource") / block_size))
	for ((b = first; b < first + size / block_size; b++)); do
		try $memory/memory$b/state offline > /dev/null
	done
	try "$bus/drivers/kmem/unbind" "$d" > /dev/null
	try "$bus/drivers/kmem/remove_id" "$d" > /dev/null
	bind_dev "$d" > /dev/null
}

# rounds A B: adds both devices in this order, and removes them in this order and in reverse.
# A kernel that has lost a memory type oopses when the node's last block is removed, or when
# the last driver drops the type.
rounds() {
	local first=$1 second=$2 order d

	for order in "dax0.0 dax0.1" "dax0.1 dax0.0"; do
		add_memory dax0.0 "$first"
		add_memory dax0.1 "$second"
		is "$first, then $second: node 1 has the memory of both" "$(node_kb 1 MemTotal)" $((2 * size / 1024))
		mark
		for d in $order; do
			remove_memory "$d"
		done
		is "... $order are removed: node 1 has no memory" "$(node_kb 1 MemTotal)" 0
		is "... the kernel logs no fault" "$(log | grep -cE 'BUG|Oops|WARNING|refcount')" 0
	done
}

rounds 4480 4480
rounds 4480 5632
rounds kmem 4480
rounds 4480 kmem

# A device that is alone on its node can get a different distance each time.
add_memory dax0.0 4480
is "a distance can be set by hand" "$(attr adistance dax0.0)" 4480
first=$(tier_of 1)
mark
add_memory dax0.1 5632
is "a second device does not change the node's tier" "$(tier_of 1)" "$first"
is "... its attribute shows the effective one" "$(attr adistance dax0.1)" 4480
like "... and the log names the reason" "$(log)" "dax_kmem dax0.1: adistance 5632 has no effect: node 1 keeps its abstract distance"
remove_memory dax0.0
is "... nor when the first device is unplugged" "$(attr adistance dax0.1)" 4480
remove_memory dax0.1
add_memory dax0.1 5632
is "after the node was empty, the second distance takes effect" "$(attr adistance dax0.1)" 5632
[ -d /sys/devices/virtual/memory_tiering ] && want=$((5632 / 128)) || want=""
is "... in the kernel's tier" "$(tier_of 1)" "$want"
remove_memory dax0.1
for d in dax0.0 dax0.1; do
	try $bus/drivers/dax_kmem/unbind $d > /dev/null
done
check "the module can be unloaded" unload
finish
