#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device that is bound to device_dax, or may have been since the host booted, is not
# donated to Xen. The attempt does not crash the host.
# tier: full
. "$(dirname "$0")/lib.sh"
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
modprobe device_dax
modprobe dax_kmem_xen
# without devices, device_dax can be unloaded
check "device_dax is unloaded, without having bound a device" rmmod device_dax
ndctl enable-namespace namespace0.0 > /dev/null 2>&1
mark
is "the bind fails, because device_dax may have had the device" "$(bind_dev) $(driver_of)" "EBUSY "
like "... the log names the reason" "$(log_since)" "another driver \(device_dax\?\) may have had it in this boot; run daxkmem xen enable and reboot"
is "... nothing is reserved" "$(grep -c "(Xen)" /proc/iomem)" 0
rmmod dax_kmem_xen
modprobe dax_kmem_xen
is "without device_dax, the bind succeeds" "$(hold_dev) $(attr state)" "ok unplugged"
modprobe device_dax
is "device_dax does not take a device bound to dax_kmem_xen" "$(driver_of)" dax_kmem_xen
try $drv/unbind "$DEV" > /dev/null
is "device_dax can bind the device once it is unbound" "$(try $bus/drivers/device_dax/bind "$DEV") $(driver_of)" "ok device_dax"
try $drv/bind "$DEV" > /dev/null
is "... and dax_kmem_xen does not take the device from it" "$(driver_of)" device_dax
if command -v daxkmem > /dev/null; then
	for words in attach "attach --force" scrub; do
		# shellcheck disable=SC2086
		like "daxkmem does not unbind it: $words" \
			"$(daxkmem $words "$DEV" 2>&1; echo "exit $?")" \
			"memory hotplug is not possible in a Xen PV domain.*daxkmem xen attach $DEV.*exit 4"
	done
	is "... it stays bound to device_dax" "$(driver_of)" device_dax
else
	pass "daxkmem does not unbind it # SKIP daxkmem is not built"
fi
is "Xen has no new node" "$(node_mb 1 memsize)" ""
finish
