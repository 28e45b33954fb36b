#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two devices on two nodes; what one boot gave is Dom0's again after the next.
# tier: full
# dimms: 2
# boots: 2
. "$(dirname "$0")/lib.sh"
modprobe dax_kmem_xen

# The kernel may find the NVDIMMs in any order. The lower one is in domain 1.
low=dax0.0 high=dax1.0
[ "$(dev_start dax0.0)" -lt "$(dev_start dax1.0)" ] || { low=dax1.0; high=dax0.0; }

if [ "$BOOT" = 1 ]; then
	# The second domain first: Xen's nodes are not counted as they come.
	is "the upper device is Xen's" "$(bind_dev $high) $(attr pxm $high) $(attr xen_node $high)" "ok 2 2"
	is "... the other one is not" "$(driver_of $low)" ""
	two=$(node_mb 2 memsize)
	is "... node 2 has it all" "$two" $(($(attr donated_size $high) >> 20))
	is "... node 1 nothing" "$(node_mb 1 memsize)" ""
	is "the lower device is, too" "$(bind_dev $low) $(attr pxm $low) $(attr xen_node $low)" "ok 1 1"
	is "... on its own node" "$(node_mb 1 memsize) $(node_mb 2 memsize)" "$(($(attr donated_size $low) >> 20)) $two"
	is "each has its own word" "$(attr memflags $low) $(attr memflags $high)" "0x20200 0x20300"
	for d in $low $high; do
		try $drv/unbind "$d" > /dev/null
	done
	is "they come back" "$(bind_dev $high) $(bind_dev $low)" "ok ok"
	is "... each as what it was" "$(attr memflags $low) $(attr memflags $high)" "0x20200 0x20300"
	is "neither can be the other's domain" "$(try "$(dev $low)/dax_kmem_xen/pxm" 2)" EBUSY
else
	is "after a reboot Xen has one node" "$(node_mb 1 memsize)$(node_mb 2 memsize)" ""
	is "... the namespaces are there" "$(ndctl list -N | grep -c '"mode":"devdax"')" 2
	is "... and nobody's" "$(driver_of $low)$(driver_of $high)" ""
	is "the upper one alone is given" "$(bind_dev $high) $(attr pxm $high) $(attr xen_node $high)" "ok 2 2"
	is "... to its node" "$(node_mb 2 memsize)" $(($(attr donated_size $high) >> 20))
	is "the lower one is free for another use" "$(hold_dev $low) $(attr state $low)" "ok unplugged"
fi
finish
