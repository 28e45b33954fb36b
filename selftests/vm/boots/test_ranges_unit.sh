#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A range that /etc/daxkmem.d names is memory after a boot, by daxkmem-ranges.service
# alone, and is given back when that stops. Units are active with the first memory.
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

# report: the unit, and the bytes of the range that are online
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
	{ fail "a disk is made"; finish; }
guest_boot || { fail "it boots"; finish; }
pass "it boots"
check "it reboots" guest_reboot
comes "... the range is memory by itself" "active 268435456" report
is "... before sysinit.target was there" "$(guest_run "systemctl show -P After sysinit.target | grep -c $unit")" 1
is "... the unit told systemd so" "$(type_of $unit)" notify
like "... list shows it" "$(guest_run 'daxkmem list')" "kmem_range\.0 .*online_movable"
well
check "the unit is stopped" guest_run "systemctl stop $unit"
comes "... its memory is taken back" "inactive" report
check "... and started" guest_run "systemctl start $unit"
comes "... it is memory again" "active 268435456" report

# A unit that is to wait for all memory.
guest_run "mkdir -p /etc/systemd/system/$unit.d
	printf '[Service]\nType=oneshot\n' > /etc/systemd/system/$unit.d/wait.conf; sync"
check "with a drop-in it reboots" guest_reboot
comes "... the range is memory by itself" "active 268435456" report
is "... the unit waited for all of it" "$(type_of $unit)" oneshot
well
check "it switches itself off" guest_poweroff
finish
