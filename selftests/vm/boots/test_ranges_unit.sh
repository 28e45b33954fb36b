#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# daxkmem-ranges.service attaches a range that /etc/daxkmem.d names at boot, and detaches
# it when the service stops. With Type=notify, the unit is active once the first memory is
# online.
# tier: full
export NVDIMM_MB=640
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=points.sh
. "$(dirname "$0")/points.sh"
guest_begin
# shellcheck disable=SC2034 # guest_boot reads it
guest_append='memmap=256M$0x20000000'
unit=daxkmem-ranges.service
dir=/sys/bus/platform/devices/kmem_range.0/dax_kmem

# report: the state of the unit, and the online bytes of the range
# shellcheck disable=SC2317
report() {
	guest_run "echo \$(systemctl is-active $unit) \$(cat $dir/online_size 2> /dev/null)"
}

type_of() {
	guest_run "systemctl show -P Type $1"
}

mkdir -p "$work/add/etc/daxkmem.d"
printf '[device "range=0x20000000+256M"]\npolicy = online_movable\n' > "$work/add/etc/daxkmem.d/range.conf"
guest_install_tool "$work/add" || { fail "make install"; finish; }
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is created"; finish; }
guest_boot || { fail "the guest boots"; finish; }
pass "the guest boots"
check "the guest reboots" guest_reboot
comes "... the range is attached automatically" "active 268435456" report
is "... before sysinit.target" "$(guest_run "systemctl show -P After sysinit.target | grep -c $unit")" 1
is "... the unit has Type=notify" "$(type_of $unit)" notify
like "... list shows the range" "$(guest_run 'daxkmem list')" "kmem_range\.0 .*online_movable"
well
check "the unit is stopped" guest_run "systemctl stop $unit"
comes "... the range is detached" "inactive" report
check "... the unit is started" guest_run "systemctl start $unit"
comes "... the range is attached again" "active 268435456" report

# With Type=oneshot the unit waits for all memory.
guest_run "mkdir -p /etc/systemd/system/$unit.d
	printf '[Service]\nType=oneshot\n' > /etc/systemd/system/$unit.d/wait.conf; sync"
check "the guest reboots with a drop-in" guest_reboot
comes "... the range is attached automatically" "active 268435456" report
is "... the unit has Type=oneshot" "$(type_of $unit)" oneshot
well
check "the guest powers off" guest_poweroff
finish
