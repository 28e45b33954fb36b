#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# apply donates a device as configured. xen enable keeps device_dax from binding it first.
# tier: full
# boots: 2
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
printf '[device "%s"]\nuse = xen\n' "$DEV" > /etc/daxkmem.d/pool.conf

if [ "$BOOT" = 2 ]; then
	# device_dax is loaded first.
	modprobe device_dax
	fails "apply refuses a device that device_dax had" 1 "device_dax is loaded" apply
	fails "... so does attach" 1 "xen enable.*reboot the host" xen attach "$DEV"
	run_tool xen plan "$DEV"
	like "... plan reports device_dax as a conflict" "$out" "in the way: device_dax is loaded"
	is "... the device stays bound to device_dax" "$(driver_of) $(node_mb 1 memsize)" "device_dax "
	finish
fi

works "enable succeeds" xen enable --json
judged xen-enable
is "... it writes one line to /etc/modprobe.d" "$(value state) $(grep -c '^install device_dax' /etc/modprobe.d/daxkmem-xen.conf)" "enabled 1"
works "... and can be repeated" xen enable
check_not "device_dax cannot be loaded by name" modprobe device_dax
modprobe "$(cat "$(dev)/modalias")" 2> /dev/null
check_not "... nor by modalias, as udev would" grep -q ^device_dax /proc/modules
is "... the device has no driver" "$(driver_of)$(ls -d $bus/drivers/device_dax 2> /dev/null)" ""
run_tool apply --dry-run
is "apply --dry-run reports that it would donate the device" "$rc $out" "3 $DEV: would change: attached to the hypervisor"
is "... and changes nothing" "$(driver_of)" ""
works "apply succeeds" apply --json
judged apply
is "... the device is donated" "$(driver_of) $(attr state)" "dax_kmem_xen donated"
works "... apply can be repeated" apply
like "... and reports no change" "$out" "$DEV: unchanged"
works "apply --detach, as at shutdown, succeeds" apply --detach
is "... the device is still donated" "$(attr state)" donated
printf '[device "%s"]\nuse = xen\npxm = 5\n' "$DEV" > /etc/daxkmem.d/pool.conf
fails "another proximity domain is refused" 1 "already" apply
printf '[device "%s"]\nuse = xen\npolicy = offline\n' "$DEV" > /etc/daxkmem.d/pool.conf
fails "a key that is invalid for a pool is refused" 1 "policy is not valid" apply
check "with a pool, device_dax can be loaded" modprobe --ignore-install device_dax
is "... and does not bind it" "$(driver_of)" dax_kmem_xen
works "disable succeeds" xen disable
check_not "... and removes the file" test -e /etc/modprobe.d/daxkmem-xen.conf
finish
