#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A network interface with the name of a memory block. Any user who may create a user
# namespace can create one, and the kernel keeps all devices in one kset, so the driver
# must not mistake it for the memory block.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 6
[ -e /vm.conf ] || skip_all "renames the loopback interface"
load plug=none
bind_dev > /dev/null
usable=$(attr usable_size)
first=$(attr blocks | awk 'NR == 1 { print $1 }')

# rename OLD NEW: renames a network interface
rename() {
	ip link set "$1" down && ip link set "$1" name "$2"
}
rename lo "$first" || skip_all "the interface cannot be renamed"
check "a network interface is called $first" test -e "/sys/class/net/$first"

is "the device can be plugged" \
	"$(set_state online_movable) $(state) $(attr online_size)" "ok online_movable $usable"
is "... and unplugged" "$(set_state unplugged) $(attr plugged_size)" "ok 0"
is "... /proc/iomem has no memory of the device" "$(iomem | grep -c 'System RAM (kmem)')" 0

# Use ZONE_MOVABLE: in a kernel zone, Linux 7.3 allocates data of its own at once.
auto=$(cat "$memory/auto_online_blocks")
echo online_movable > "$memory/auto_online_blocks"
rename "$first" memory0
is "policy auto finds auto_online_blocks while an interface is called memory0" \
	"$(try "$(dev)/dax_kmem/policy" auto) $(try "$(dev)/dax_kmem/requested_size" $block_size) $(attr plugged_size)" \
	"ok ok $block_size"
set_state unplugged > /dev/null

rename memory0 lo
echo "$auto" > "$memory/auto_online_blocks"
give_back
check "the module can be unloaded" unload
finish
