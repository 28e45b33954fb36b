#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest itself, before any of our modules is loaded.
# smoke: yes
# tier: quick
# machines: nvdimm hmem nonuma big
# auto-online: default online offline
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "not one of our guests"

check "there is a dax device" test -e "$(dev)"
check_not "dax_kmem is not loaded" grep -q ^dax_kmem /proc/modules
check "firmware has an HMAT" test -s /sys/firmware/acpi/tables/HMAT
case $(cat /proc/cmdline) in
*numa=off*) is "the device has no target node" "$(node_of)" -1 ;;
*) is "the device's target node is 1" "$(node_of)" 1
   check_not "node 1 does not exist yet" test -e /sys/devices/system/node/node1/meminfo ;;
esac
check "daxctl lists the device" grep -q dax0.0 <(daxctl list)
check "lsmem runs" lsmem
check "numactl runs" numactl -H
finish
