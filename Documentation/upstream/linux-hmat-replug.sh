#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The memory of node 1 is added, removed and added again.
node=/sys/devices/system/node/node1
echo offline > /sys/devices/system/memory/auto_online_blocks

show() {
	echo "$1:" "$(grep -o 'MemTotal.*' $node/meminfo)"
	ls $node/access0/initiators
	cat $node/access0/initiators/read_latency
}

daxctl reconfigure-device --mode=system-ram dax0.0 &> /dev/null
show "added"
daxctl reconfigure-device --mode=devdax --force dax0.0 &> /dev/null
daxctl reconfigure-device --mode=system-ram dax0.0 &> /dev/null
show "removed and added again"
