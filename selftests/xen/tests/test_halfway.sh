#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Xen fails in the middle of a donation: nothing is donated, this device or another one, until
# the host reboots, because another attempt could crash it. A live patch makes Xen fail.
# tier: full
# suites: trixie
# dimms: 2
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
# shellcheck source=livepatch.sh
. "$here/livepatch.sh"
modprobe dax_kmem_xen
halfway="Xen failed in the middle of a donation, and another one could crash it; reboot the host first"
check "a live patch lets memory hot-add fail" eval \
	'make_patch /tmp/fails /tests/hotadd_fails.livepatch "$(build_id)" &&
	xen-livepatch upload fails /tmp/fails && xen-livepatch apply fails'
hold_dev > /dev/null
hold_dev dax1.0 > /dev/null
nodes=$(xl info -n | grep -A9 ^numa_info)
mark
is "the donation fails" "$(try "$(dev)/dax_kmem_xen/state" "donated live_patch") $(attr state)" "ENOMEM unplugged"
like "... the log has the range and Xen's error" "$(log_since)" "Xen refused 0x[0-9a-f]+-0x[0-9a-f]+ in proximity domain [0-9]+ \(-12\); see xl dmesg"
is "... Xen has no more memory than before" "$(xl info -n | grep -A9 ^numa_info)" "$nodes"
xen-livepatch revert fails > /dev/null
mark
is "afterwards, another attempt is refused" "$(try "$(dev)/dax_kmem_xen/state" "donated live_patch") $(attr state)" "EBUSY unplugged"
like "... the log says why, and what to do" "$(log_since)" "$halfway"
is "... so is one with another device" "$(try "$(dev dax1.0)/dax_kmem_xen/state" "donated live_patch")" EBUSY
fails "... and with the tool" 1 "dax1.0: cannot attach to the hypervisor.*EBUSY.*next: " xen attach dax1.0
is "... the live patch is removed" "$(patches)" "fails CHECKED"
check "the devices can be unbound" eval \
	'try $drv/unbind dax0.0 > /dev/null && try $drv/unbind dax1.0 > /dev/null && [ -z "$(driver_of)$(driver_of dax1.0)" ]'
check_not "... but the module stays, because it remembers" rmmod dax_kmem_xen
is "... and refuses the next bind" "$(bind_dev)" EBUSY
finish
