#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A dax device and a DIMM share node 1. The memory of the dax device is removed, then the blocks
# of the DIMM are offlined.
first=dax	# or dimm
node=/sys/devices/system/node/node1
echo offline > /sys/devices/system/memory/auto_online_blocks

plug_dimm() {
	/bed/ask hmp object_add memory-backend-ram,id=ram,size=256M > /dev/null
	/bed/ask hmp device_add pc-dimm,id=dimm,memdev=ram,node=1 > /dev/null
	sleep 5
	for b in "$node"/memory[0-9]*; do
		grep -qx online "$b/state" || echo online_movable > "$b/state"
	done
}

[ $first = dax ] || plug_dimm
daxctl reconfigure-device --mode=system-ram dax0.0 &> /dev/null
[ $first = dimm ] || plug_dimm
grep MemTotal $node/meminfo
daxctl reconfigure-device --mode=devdax --force dax0.0 &> /dev/null
grep MemTotal $node/meminfo
for b in "$node"/memory[0-9]*; do
	echo "offline ${b##*/}"
	echo offline > "$b/state"
done
