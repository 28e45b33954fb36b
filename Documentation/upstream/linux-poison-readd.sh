#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A page of a dax device has a machine check. The memory is removed and added again, then a
# program fills node 1.
echo offline > /sys/devices/system/memory/auto_online_blocks
daxctl reconfigure-device --mode=system-ram dax0.0 &> /dev/null
page=$(($(cat /sys/bus/dax/devices/dax0.0/resource) + 0x20000000))

# Bit 19 of /proc/kpageflags is "hwpoison".
show() {
	local flags

	flags=$(dd if=/proc/kpageflags bs=8 skip=$((page / 4096)) count=1 2> /dev/null | od -An -tu8)
	echo "$1: hwpoison $((flags >> 19 & 1)), $(grep HardwareCorrupted /proc/meminfo)"
}

show "added"
/bed/ask hmp "mce -b 0 9 0xbd000000000000c0 0x5 $(printf %#x $page) 0x8c" > /dev/null
sleep 5
show "machine check"
daxctl reconfigure-device --mode=devdax --force dax0.0 &> /dev/null
daxctl reconfigure-device --mode=system-ram dax0.0 &> /dev/null
show "removed and added again"
free=$(grep -o 'MemFree.*' /sys/devices/system/node/node1/meminfo | grep -o '[0-9]*')
echo "fill $free kB"
numactl --membind=1 dd if=/dev/zero of=/dev/null bs="${free}k" count=1
