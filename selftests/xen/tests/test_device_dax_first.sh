#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device that device_dax has, or may have had since the host booted, is not
# given to Xen; nor does the host die of the attempt.
# tier: full
. "$(dirname "$0")/lib.sh"
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
modprobe device_dax
modprobe dax_kmem_xen
# with no device there, it can go
check "device_dax is unloaded, having had nothing" rmmod device_dax
ndctl enable-namespace namespace0.0 > /dev/null 2>&1
mark
is "who was there first may have had it" "$(bind_dev) $(driver_of)" "EBUSY "
like "... which the log says" "$(log_since)" "another driver \(device_dax\?\) may have had it in this boot; run daxkmem xen enable and reboot"
is "... nothing is held" "$(grep -c "(Xen)" /proc/iomem)" 0
rmmod dax_kmem_xen
modprobe dax_kmem_xen
is "without it there is no reason to refuse" "$(hold_dev) $(attr state)" "ok unplugged"
modprobe device_dax
is "a device that is held it does not take" "$(driver_of)" dax_kmem_xen
try $drv/unbind "$DEV" > /dev/null
is "one that was let go it does" "$(try $bus/drivers/device_dax/bind "$DEV") $(driver_of)" "ok device_dax"
try $drv/bind "$DEV" > /dev/null
is "... and keeps" "$(driver_of)" device_dax
if command -v daxkmem > /dev/null; then
	for words in attach "attach --force" scrub; do
		# shellcheck disable=SC2086
		like "nor does the tool take it away: $words" \
			"$(daxkmem $words "$DEV" 2>&1; echo "exit $?")" \
			"memory hotplug is not possible in a Xen PV domain.*daxkmem xen attach $DEV.*exit 4"
	done
	is "... it is where it was" "$(driver_of)" device_dax
else
	pass "the tool does not take it away # SKIP daxkmem is not built"
fi
is "Xen has got nothing" "$(node_mb 1 memsize)" ""
finish
