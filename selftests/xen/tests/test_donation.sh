#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The main job: a named device becomes memory of a node of Xen's.
. "$(dirname "$0")/lib.sh"
start_xen
start_dax
is "before: Xen has one node" "$(node_mb 1 memsize)" ""
modprobe dax_kmem_xen
is "loading the module binds nothing" "$(driver_of)" ""
mark
is "bind" "$(bind_dev)" ok
log_since
for f in $(dev)/dax_kmem_xen/*; do echo "# $f: $(cat $f)"; done
xl info -n | grep -A 4 numa_info
grep -A3 Persis /proc/iomem
ls /sys/module/dax_kmem_xen
rmmod dax_kmem_xen
finish
