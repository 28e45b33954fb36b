#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two devices on two nodes; what one boot gave is Dom0's again after the next.
# dimms: 2
# boots: 2
# suites: bookworm
. "$(dirname "$0")/lib.sh"
start_xen
start_dax
modprobe dax_kmem_xen
if [ "$BOOT" = 1 ]; then
	is "the first device is Xen's" "$(bind_dev dax0.0) $(attr pxm dax0.0) $(attr xen_node dax0.0)" "ok 1 1"
	is "... the second one is not" "$(driver_of dax1.0)" ""
	one=$(node_mb 1 memsize)
	is "... node 1 has it all" "$one" $(($(attr donated_size dax0.0) >> 20))
	is "the second device is, too" "$(bind_dev dax1.0) $(attr pxm dax1.0) $(attr xen_node dax1.0)" "ok 2 2"
	is "... on its own node" "$(node_mb 2 memsize) $(node_mb 1 memsize)" "$(($(attr donated_size dax1.0) >> 20)) $one"
	is "each has its own word" "$(attr memflags dax0.0) $(attr memflags dax1.0)" "0x20200 0x20300"
	# By a name that the other one had, and in the other order.
	for d in dax0.0 dax1.0; do
		try $drv/unbind $d > /dev/null
	done
	is "they come back" "$(bind_dev dax1.0) $(bind_dev dax0.0)" "ok ok"
	is "... each as what it was" "$(attr memflags dax0.0) $(attr memflags dax1.0)" "0x20200 0x20300"
	is "neither can be the other's domain" "$(try "$(dev dax0.0)/dax_kmem_xen/pxm" 2)" EBUSY
	ndctl list -N | grep uuid | sort > /tmp/uuids
	for n in 0 1; do
		echo "# namespace$n.0 $(ndctl list -N -n namespace$n.0 | grep -o 'uuid":"[^"]*')"
	done
else
	is "after a reboot Xen has one node" "$(node_mb 1 memsize)" ""
	is "... the namespaces are there" "$(ndctl list -N | grep -c '"mode":"devdax"')" 2
	is "... and nobody's" "$(driver_of dax0.0)$(driver_of dax1.0)" ""
	is "the second one alone is given" "$(bind_dev dax1.0) $(attr pxm dax1.0)" "ok 2"
	node=$(attr xen_node dax1.0)
	is "... with the node that Xen counts it to" "$(node_mb "$node" memsize)" $(($(attr donated_size dax1.0) >> 20))
	is "... in its word" "$(attr memflags dax1.0)" "$(printf %#x $(((node + 1) << 8 | 1 << 17)))"
	is "the first one is free for another use" "$(hold_dev dax0.0) $(attr state dax0.0)" "ok unplugged"
fi
finish
