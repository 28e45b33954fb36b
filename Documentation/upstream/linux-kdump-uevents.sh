#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Counts the uevents while the memory of a dax device is added, onlined, offlined and removed.
memory=/sys/devices/system/memory
echo offline > $memory/auto_online_blocks
echo "crash_hotplug $(cat $memory/crash_hotplug 2>&1)"
# shellcheck disable=SC2016
uevent sh -c 'echo "$ACTION $SUBSYSTEM" >> /tmp/events' &
sleep 1

# count TEXT COMMAND...
count() {
	local text=$1 first

	shift
	rm -f /tmp/events
	read -r first < /sys/kernel/uevent_seqnum
	"$@" &> /dev/null
	sleep 5
	echo "$text: $(($(cat /sys/kernel/uevent_seqnum) - first)) uevents"
	sort /tmp/events | uniq -c
}

count add daxctl reconfigure-device --mode=system-ram --no-online dax0.0
count online daxctl online-memory dax0.0
count offline daxctl offline-memory dax0.0
count remove daxctl reconfigure-device --mode=devdax dax0.0
