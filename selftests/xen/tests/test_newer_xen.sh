#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Xen 4.18 and newer panic when memory is added. The driver refuses to donate there; a device
# can be bound, and parts of it mapped. The second boot shows the panic.
# tier: full
# suites: trixie
# boots: 2
# may-die: 2
. "$(dirname "$0")/lib.sh"
if [ "$BOOT" = 1 ]; then
	modprobe dax_kmem_xen
	mark
	is "a donation is refused" "$(bind_dev) $(driver_of)" "EOPNOTSUPP "
	like "... the log names the reason" "$(log_since)" "Xen 4\.[0-9]+ panics on memory hot-add, as all since 4.18 do"
	is "... nothing is reserved" "$(grep -c "(Xen)" /proc/iomem)" 0
	is "the device can be bound without being donated" "$(hold_dev) $(attr state)" "ok unplugged"
	is "... the extents and the proximity domain are known" "$(attr extents | wc -l) $(attr pxm)" "1 1"
	is "... it still cannot be donated" "$(try "$(dev)/dax_kmem_xen/state" donated) $(attr state)" "EOPNOTSUPP unplugged"
	is "... it can be mapped" "$(try "$(dev)/dax_kmem_xen/state" mapped) $(attr state)" "ok mapped"
else
	modprobe dax_kmem_xen trust_xen=1
	pass "trust_xen=1 donates the device regardless"
	bind_dev
	fail "Xen accepted the donation without a panic: the driver need not refuse it any more"
fi
finish
