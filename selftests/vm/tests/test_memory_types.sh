#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Devices that share a node and say different things of how far it is, of ours and
# of the in-tree kmem, in every order of coming and going: the kernel has one memory
# type for each node, and must never be left without it while there is memory.
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
# Since 6.9 kmem takes whatever nobody has when it is loaded, or told a name: a device
# that is not in use is ours, unplugged.
bind_dev dax0.0 > /dev/null
bind_dev dax0.1 > /dev/null
modprobe kmem

tier_of() {
	grep -l "^$1\$" /sys/devices/virtual/memory_tiering/memory_tier*/nodelist 2> /dev/null |
		sed 's/.*memory_tier\([0-9]*\).*/\1/'
}

# comes DEV kmem|DISTANCE: memory of the in-tree driver, or of ours
comes() {
	local drv=dax_kmem

	if [ "$2" = kmem ]; then
		drv=kmem
		bind_dev "$1" > /dev/null
	else
		try "$(dev "$1")/dax_kmem/adistance" "$2" > /dev/null
		set_state online_movable "$1" > /dev/null
	fi
}

# goes DEV: its memory, and the in-tree driver
goes() {
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

# rounds A B: both come, in this order; they go in this order, and the other way
# round. A kernel that has lost a type oopses when the node's last block goes, or
# when the driver that is last says so.
rounds() {
	local first=$1 second=$2 order d

	for order in "dax0.0 dax0.1" "dax0.1 dax0.0"; do
		comes dax0.0 "$first"
		comes dax0.1 "$second"
		is "$first, then $second: node 1 has both" "$(node_kb 1 MemTotal)" $((2 * size / 1024))
		mark
		for d in $order; do
			goes "$d"
		done
		is "... $order go: node 1 has none" "$(node_kb 1 MemTotal)" 0
		is "... the kernel has no complaint" "$(log | grep -cE 'BUG|Oops|WARNING|refcount')" 0
	done
}

rounds 4480 4480
rounds 4480 5632
rounds kmem 4480
rounds 4480 kmem

# Where nobody else is, a device can be given another distance each time.
comes dax0.0 4480
is "a distance by hand" "$(attr adistance dax0.0)" 4480
first=$(tier_of 1)
mark
comes dax0.1 5632
is "a second device does not change it" "$(tier_of 1)" "$first"
is "... its file says the truth" "$(attr adistance dax0.1)" 4480
like "... and the log why" "$(log)" "dax_kmem dax0.1: adistance 5632 has no effect: node 1 keeps its abstract distance"
goes dax0.0
is "... nor when the first has gone" "$(attr adistance dax0.1)" 4480
goes dax0.1
comes dax0.1 5632
is "once the node was empty it is used" "$(attr adistance dax0.1)" 5632
[ -d /sys/devices/virtual/memory_tiering ] && want=$((5632 / 128)) || want=""
is "... by the kernel" "$(tier_of 1)" "$want"
goes dax0.1
for d in dax0.0 dax0.1; do
	try $bus/drivers/dax_kmem/unbind $d > /dev/null
done
check "the module can be unloaded" unload
finish
