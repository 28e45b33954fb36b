#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A network interface that has the name of a memory block. Any user who may
# make a user namespace can make one, and the kernel keeps all devices in one
# kset, so the driver must not take it for the memory block.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 6
[ -e /vm.conf ] || skip_all "renames the loopback interface"
load plug=none
bind_dev > /dev/null
usable=$(attr usable_size)
first=$(attr blocks | awk 'NR == 1 { print $1 }')

# rename OLD NEW: a network interface
rename() {
	ip link set "$1" down && ip link set "$1" name "$2"
}
rename lo "$first" || skip_all "the interface cannot be renamed"
check "a network interface is called $first" test -e "/sys/class/net/$first"

is "the device can be plugged" \
	"$(set_state online_movable) $(state) $(attr online_size)" "ok online_movable $usable"
is "... and unplugged" "$(set_state unplugged) $(attr plugged_size)" "ok 0"
is "... /proc/iomem has no memory of it" "$(iomem | grep -c 'System RAM (kmem)')" 0

# Linux 7.3 puts data of its own in a kernel zone at once.
own=$(cat "$memory/auto_online_blocks")
echo online_movable > "$memory/auto_online_blocks"
rename "$first" memory0
is "an interface called memory0: auto_online_blocks is found" \
	"$(try "$(dev)/dax_kmem/policy" auto) $(try "$(dev)/dax_kmem/requested_size" $block_size) $(attr plugged_size)" \
	"ok ok $block_size"
set_state unplugged > /dev/null

rename memory0 lo
echo "$own" > "$memory/auto_online_blocks"
give_back
check "the module can be unloaded" unload
finish
