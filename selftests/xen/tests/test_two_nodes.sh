#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two devices become two Xen nodes. After a reboot, neither is donated any more.
# tier: full
# dimms: 2
# boots: 2
. "$(dirname "$0")/lib.sh"
modprobe dax_kmem_xen

# The kernel may find the NVDIMMs in any order. The lower one is in domain 1.
low=dax0.0 high=dax1.0
[ "$(dev_start dax0.0)" -lt "$(dev_start dax1.0)" ] || { low=dax1.0; high=dax0.0; }

if [ "$BOOT" = 1 ]; then
	# Donate the device of the second domain first: node numbers do not depend on the order.
	is "the upper device is donated" "$(bind_dev $high) $(attr pxm $high) $(attr xen_node $high)" "ok 2 2"
	is "... the other one is not bound" "$(driver_of $low)" ""
	two=$(node_mb 2 memsize)
	is "... node 2 has all its memory" "$two" $(($(attr donated_size $high) >> 20))
	is "... node 1 does not exist" "$(node_mb 1 memsize)" ""
	is "the lower device is donated" "$(bind_dev $low) $(attr pxm $low) $(attr xen_node $low)" "ok 1 1"
	is "... on its own node" "$(node_mb 1 memsize) $(node_mb 2 memsize)" "$(($(attr donated_size $low) >> 20)) $two"
	is "each device has its own memflags" "$(attr memflags $low) $(attr memflags $high)" "0x20200 0x20300"
	for d in $low $high; do
		try $drv/unbind "$d" > /dev/null
	done
	is "both can be bound again" "$(bind_dev $high) $(bind_dev $low)" "ok ok"
	is "... with the same memflags" "$(attr memflags $low) $(attr memflags $high)" "0x20200 0x20300"
	is "the proximity domain of a donated device cannot be changed" "$(try "$(dev $low)/dax_kmem_xen/pxm" 2)" EBUSY
else
	is "after a reboot, Xen has one node" "$(node_mb 1 memsize)$(node_mb 2 memsize)" ""
	is "... both namespaces exist" "$(ndctl list -N | grep -c '"mode":"devdax"')" 2
	is "... neither device has a driver" "$(driver_of $low)$(driver_of $high)" ""
	is "the upper device can be donated alone" "$(bind_dev $high) $(attr pxm $high) $(attr xen_node $high)" "ok 2 2"
	is "... to its own node" "$(node_mb 2 memsize)" $(($(attr donated_size $high) >> 20))
	is "the lower one can be bound without being donated" "$(hold_dev $low) $(attr state $low)" "ok unplugged"
fi
finish
