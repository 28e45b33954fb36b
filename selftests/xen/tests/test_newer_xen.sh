#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Xen 4.18 and newer panic when they are given memory. The driver does not try;
# a device can be held there, and mapped. The second boot shows the panic.
# tier: full
# suites: trixie
# boots: 2
# may-die: 2
. "$(dirname "$0")/lib.sh"
if [ "$BOOT" = 1 ]; then
	modprobe dax_kmem_xen
	mark
	is "a donation is refused" "$(bind_dev) $(driver_of)" "EOPNOTSUPP "
	like "... and why" "$(log_since)" "Xen 4\.[0-9]+ panics on memory hot-add, as all since 4.18 do"
	is "... nothing is held" "$(grep -c "(Xen)" /proc/iomem)" 0
	is "it can be held" "$(hold_dev) $(attr state)" "ok unplugged"
	is "... what could be given is known" "$(attr extents | wc -l) $(attr pxm)" "1 1"
	is "... but is not" "$(try "$(dev)/dax_kmem_xen/state" donated) $(attr state)" "EOPNOTSUPP unplugged"
	is "... it can be mapped" "$(try "$(dev)/dax_kmem_xen/state" mapped) $(attr state)" "ok mapped"
else
	modprobe dax_kmem_xen trust_xen=1
	pass "trust_xen=1 gives all the same"
	bind_dev
	fail "Xen took it: it does not panic any more, and the driver need not refuse it"
fi
finish
