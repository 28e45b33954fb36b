#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A guest cannot give memory to the hypervisor, and is told so.
# tier: full
. "$(dirname "$0")/lib.sh"
# shellcheck source=guests.sh
. "$here/guests.sh"
TYPE=pv make_guest pv1 bind
run_guest pv1 300 > /tmp/said
like "the guest has a dax device" "$(cat /tmp/said)" "has dax0.0"
check "... which is not bound" grep -q "cannot bind" /tmp/said
like "... and why" "$(cat /tmp/said)" "only Dom0 can donate memory to Xen, and this is a guest"
check "dax_kmem does not hot-add in it either" grep -q "cannot hot-add" /tmp/said
like "... and why" "$(cat /tmp/said)" "memory hotplug is not possible in a Xen PV domain"
is "nobody has it" "$(sed -n 's/^driver //p' /tmp/said)" ""
is "Xen has one node still" "$(node_mb 1 memsize)" ""
end_guest pv1
finish
