#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A pool by configuration, and device_dax, which must not come before it.
# tier: full
# suites: bookworm
# boots: 2
. "$(dirname "$0")/lib.sh"
. "$here/tool.sh"
printf '[device "%s"]\nuse = xen\n' "$DEV" > /etc/daxkmem.d/pool.conf

if [ "$BOOT" = 2 ]; then
	# The way that nobody should go.
	modprobe device_dax
	fails "apply refuses what device_dax has had" 1 "device_dax is loaded" apply
	fails "... and so does attach" 1 "xen enable.*reboot the host" xen attach "$DEV"
	run_tool xen plan "$DEV"
	like "... of which a plan knows" "$out" "in the way: device_dax is loaded"
	is "... nothing was done" "$(driver_of) $(node_mb 1 memsize)" "device_dax "
	finish
fi

works "enable" xen enable --json
judged xen-enable
is "... writes a line" "$(value state) $(grep -c '^install device_dax' /etc/modprobe.d/daxkmem-xen.conf)" "enabled 1"
works "... once" xen enable
check_not "device_dax is not loaded by name" modprobe device_dax
modprobe "$(cat "$(dev)/modalias")" 2> /dev/null
check_not "... nor for a device, as udev would" grep -q ^device_dax /proc/modules
is "... so nobody has it" "$(driver_of)$(ls -d $bus/drivers/device_dax 2> /dev/null)" ""
run_tool apply --dry-run
is "apply would make it a pool" "$rc $out" "3 $DEV: would change: attached to the hypervisor"
is "... and has not" "$(driver_of)" ""
works "apply makes it one" apply --json
judged apply
is "... of all that can be given" "$(driver_of) $(attr state)" "dax_kmem_xen donated"
works "... once" apply
like "... since it stays so" "$out" "$DEV: unchanged"
works "taking back, as at shutdown, leaves it alone" apply --detach
is "... as it is" "$(attr state)" donated
printf '[device "%s"]\nuse = xen\npxm = 5\n' "$DEV" > /etc/daxkmem.d/pool.conf
fails "another domain than it has" 1 "already" apply
printf '[device "%s"]\nuse = xen\npolicy = offline\n' "$DEV" > /etc/daxkmem.d/pool.conf
fails "a key that a pool has not" 1 "policy is not valid" apply
check "with the pool there, device_dax can be loaded" modprobe --ignore-install device_dax
is "... and does not get it" "$(driver_of)" dax_kmem_xen
works "disable" xen disable
check_not "... removes the line" test -e /etc/modprobe.d/daxkmem-xen.conf
finish
