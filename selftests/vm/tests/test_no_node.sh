#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A bind of a device without a target node is refused, and the log says what to do. With a
# node set by the user, the device can be plugged.
# tier: quick
# machines: nonuma
. "$(dirname "$0")/lib.sh"
plan 14
is "the device has no target node" "$(node_of)" -1
before=$(iomem)
load
mark
is "the bind is refused" "$(bind_dev)" EINVAL
like "... the log names the reason and what to do" "$(log)" \
	"dax_kmem $DEV: has no target node; bind it with plug=none, then write a node to dax_kmem/target_node"
like "... and the proximity domain in the SRAT" "$(log)" \
	"dax_kmem $DEV: the SRAT puts the device in proximity domain 1, but this kernel has no node for it"
is "the device is left without a driver" "$(driver_of)" ""

try /sys/module/dax_kmem/parameters/plug none > /dev/null
is "with plug=none, the device can be bound" "$(bind_dev; attr target_node)" "ok"$'\n'"-1"
is "... without a node, it cannot be plugged" "$(set_state online_movable)" EINVAL
is "... nor in part" "$(try "$(dev)/dax_kmem/requested_size" $block_size)" EINVAL
is "... nothing has changed" "$(state) $(attr plugged_size) $(attr requested_size)" "unplugged 0 0"
is "with a node, it can be plugged" "$(try "$(dev)/dax_kmem/target_node" 0; set_state online_movable; state)" \
	"ok"$'\n'"ok"$'\n'"online_movable"
is "... all its memory is online" "$(attr online_size)" "$(attr usable_size)"
is "... it can be unplugged" "$(set_state unplugged)" ok
give_back
is "device_dax binds it again" "$(driver_of)" device_dax
unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
