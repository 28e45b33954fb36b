#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# target_node and adistance: the node and its abstract distance can be chosen.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 18
load plug=none
bind_dev > /dev/null
file=$(dev)/dax_kmem/target_node
one=$(try "$(dev)/dax_kmem/requested_size" $((4 * block_size)) > /dev/null; node_kb 1 MemTotal)
is "the memory is on the firmware's node" "$(attr target_node) $one" "1 $((4 * block_size / 1024))"
mark
is "target_node cannot change while plugged" "$(try "$file" 0)" EBUSY
like "... the log says so" "$(log)" "dax_kmem $DEV: target_node cannot change while the device is plugged"
set_state unplugged > /dev/null

zero=$(node_kb 0 MemTotal)
is "another node can be chosen" "$(try "$file" 0; attr target_node)" "ok"$'\n'"0"
is "... and gets the memory" \
	"$(try "$(dev)/dax_kmem/requested_size" $((4 * block_size)); echo $(($(node_kb 0 MemTotal) - zero)))" \
	"ok"$'\n'$((4 * block_size / 1024))
is "... the other node has none" "$(node_kb 1 MemTotal)" 0
is "an unbind and a bind keep the node" \
	"$(try $bus/drivers/$drv/unbind "$DEV"; bind_dev; attr target_node; attr plugged_size)" \
	"ok"$'\n'"ok"$'\n'"0"$'\n'$((4 * block_size))
set_state unplugged > /dev/null
mark
is "a node that is not possible is refused" "$(try "$file" 63)" EINVAL
like "... the log names node/possible" "$(log)" "target node 63 is not possible.*node/possible"
is "an invalid node is refused" "$(try "$file" near; try "$file" -2)" "EINVAL"$'\n'"EINVAL"
is "-1 selects the firmware's node again" "$(try "$file" -1; attr target_node)" "ok"$'\n'"1"

# tier_of NODE: prints the node's tier; memory_tierN has the nodes of distance N * 128
tier_of() {
	grep -l "^$1\$" /sys/devices/virtual/memory_tiering/memory_tier*/nodelist 2> /dev/null |
		sed 's/.*memory_tier\([0-9]*\).*/\1/'
}

default=$(attr adistance)
at_least "adistance shows the kernel's default" "$default" 1
is "a distance can be set by hand" "$(try "$(dev)/dax_kmem/adistance" 4480; attr adistance)" "ok"$'\n'"4480"
set_state online_movable > /dev/null
if [ -d /sys/devices/virtual/memory_tiering ]; then
	is "... and sets the node's tier" "$(tier_of 1)" $((4480 / 128))
fi
is "... it cannot change while plugged" "$(try "$(dev)/dax_kmem/adistance" 1000)" EBUSY
set_state unplugged > /dev/null
is "0 selects the kernel's default again" "$(try "$(dev)/dax_kmem/adistance" 0; attr adistance)" "ok"$'\n'"$default"
set_state online_movable > /dev/null
if [ -d /sys/devices/virtual/memory_tiering ]; then
	is "... and the tier follows" "$(tier_of 1)" $((default / 128))
fi
is "an invalid distance is refused" "$(try "$(dev)/dax_kmem/adistance" -5)" EINVAL
set_state unplugged > /dev/null
give_back
unload
finish
