#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host whose memory ends below 4 GiB, in the middle of a group of 256 MiB of which firmware
# owns the rest. Xen would accept the donation, and Dom0 would crash.
# tier: full
# dimms: low
. "$(dirname "$0")/lib.sh"
modprobe dax_kmem_xen
mark
is "a donation is refused" "$(bind_dev)" ENXIO
like "... the log names the reason" "$(log_since)" "donation would crash Dom0 by taking its I/O memory in 0x7ff[0-9a-f]+-0x7fffffff"
is "... nothing is bound or reserved" "$(driver_of) $(grep -c "(Xen)" /proc/iomem)" " 0"
is "... Xen has no new node" "$(node_mb 1 memsize)" ""
is "the device can be bound without being donated" "$(hold_dev)" ok
is "... it still cannot be donated" "$(donate) $(attr state)" "ENXIO unplugged"
is "... it can be mapped" "$(try "$(dev)/dax_kmem_xen/state" mapped)" ok
try "$(dev)/dax_kmem_xen/state" unplugged > /dev/null
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
check "firmware's label methods still work" ndctl create-namespace -f -e namespace0.0 -m raw
finish
