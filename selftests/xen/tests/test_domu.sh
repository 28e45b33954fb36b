#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A guest cannot donate memory to the hypervisor, and its log says so.
# tier: full
. "$(dirname "$0")/lib.sh"
# shellcheck source=guests.sh
. "$here/guests.sh"
TYPE=pv make_guest pv1 bind
run_guest pv1 300 > /tmp/said
like "the guest has a dax device" "$(cat /tmp/said)" "has dax0.0"
check "... which is not bound" grep -q "cannot bind" /tmp/said
like "... the log names the reason" "$(cat /tmp/said)" "only Dom0 can donate memory to Xen, and this is a guest"
check "dax_kmem does not hot-add the device either" grep -q "cannot hot-add" /tmp/said
like "... the log names the reason" "$(cat /tmp/said)" "memory hotplug is not possible in a Xen PV domain"
is "no driver is bound" "$(sed -n 's/^driver //p' /tmp/said)" ""
is "Xen still has one node" "$(node_mb 1 memsize)" ""
end_guest pv1
finish
