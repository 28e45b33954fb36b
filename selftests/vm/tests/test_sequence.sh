#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The documented sequence turns the device into memory of a NUMA node, and the memory can be
# unplugged again.
# smoke: each
# tier: quick debug
# machines: nvdimm
# auto-online: default online offline
. "$(dirname "$0")/lib.sh"
plan 31
node=$(node_of)
before=$(iomem)

modprobe dax_kmem
is "loading the module binds nothing" "$(driver_of)" device_dax

# The sequence in Documentation/admin-guide.md.
echo "$DEV" > /sys/bus/dax/drivers/dax_kmem/new_id
is "new_id does not unbind a device from its driver" "$(driver_of)" device_dax
echo "$DEV" > /sys/bus/dax/drivers/device_dax/unbind
echo "$DEV" > /sys/bus/dax/drivers/dax_kmem/bind

is "the device is bound" "$(driver_of)" dax_kmem
is "state is online_movable" "$(state)" online_movable
is "policy is online_movable" "$(attr policy)" online_movable
is "every block is in ZONE_MOVABLE" "$(zones)" Movable
is "all usable memory is online" "$(attr online_size)" "$(attr usable_size)"
is "all usable memory is plugged" "$(attr plugged_size)" "$(attr usable_size)"
is "usable and lost size add up to the device" \
	"$(($(attr usable_size) + $(attr lost_size)))" "$(cat "$(dev)/size")"
is "node $node has exactly the usable size" "$(node_kb "$node" MemTotal)" \
	"$(($(attr usable_size) / 1024))"
like "numactl shows node $node" "$(numactl -H)" "node $node size: [1-9]"
like "/proc/iomem shows the memory under the device's name" \
	"$(iomem)" "$DEV"$'\n'".*System RAM \(kmem\)"

access=/sys/devices/system/node/node$node/access0/initiators
latency=$(cat "$access"/read_latency) bandwidth=$(cat "$access"/read_bandwidth)
if [ -e /vm.conf ]; then
	is "the node has the latency of the HMAT" "$latency" 350
	is "the node has the bandwidth of the HMAT" "$bandwidth" 30720
else
	like "the node has a latency" "$latency" "^[0-9]+$"
	like "the node has a bandwidth" "$bandwidth" "^[0-9]+$"
fi
if command -v daxkmem > /dev/null; then
	is "... daxkmem metrics reports both" \
		"$(daxkmem metrics | awk -v n="{node=\"$node\"}" \
			'/^daxkmem_node_read/ && index($1, n) { print $2 }' | xargs)" \
		"$(awk -v l="$latency" -v b="$bandwidth" 'BEGIN { printf "%g %g", l / 1e9, b * 1e6 }')"
else
	skip "... daxkmem metrics reports both" "daxkmem is not installed"
fi
check_not "the module cannot be unloaded" rmmod dax_kmem

is "unplugged can be written" "$(set_state unplugged)" ok
is "state is unplugged" "$(state)" unplugged
is "nothing is plugged" "$(attr plugged_size)" 0
is "node $node has no memory" "$(node_kb "$node" MemTotal)" 0
is "/proc/iomem is as before, except the line of device_dax" \
	"$(grep -v "$DEV" <<< "$before")" "$(iomem)"

is "online_movable can be written again" "$(set_state online_movable)" ok
is "node $node has the memory again" "$(node_kb "$node" MemTotal)" "$(($(attr usable_size) / 1024))"

is "unplugged can be written again" "$(set_state unplugged)" ok
is "the device can be unbound" "$(try $bus/drivers/dax_kmem/unbind "$DEV")" ok
is "its name can be removed" "$(try $bus/drivers/dax_kmem/remove_id "$DEV")" ok
is "a device cannot be bound once its name is removed" \
	"$(try $bus/drivers/dax_kmem/bind "$DEV")" ENODEV
is "device_dax binds it again" "$(try $bus/drivers/device_dax/bind "$DEV")" ok
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"

like "daxctl sees a devdax again" "$(daxctl list -d "$DEV")" '"mode":"devdax"'
finish
