#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The whole NVDIMM bus is unbound while memory is online, which removes the parent of our
# resource. The memory stays usable, and is taken over when the bus is bound again. The
# kernel does not restore the outer line of /proc/iomem, so the guest is rebooted.
# tier: quick
# machines: nvdimm
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 12
[ -e /vm.conf ] || skip_all "takes all NVDIMMs away; for our guests only"
# Up to Linux 6.12 nfit is a driver of the ACPI bus.
nfit=/sys/bus/acpi/drivers/nfit
[ -e $nfit ] || nfit=/sys/bus/platform/drivers/acpi-nfit
[ -e $nfit ] || nfit=/sys/bus/platform/drivers/nfit
acpi=$(basename "$(find $nfit/ -maxdepth 1 -name 'ACPI0012:*' | head -n 1)")
[ "$acpi" ] || skip_all "no NFIT device"
load
bind_dev > /dev/null
size=$(attr usable_size)

is "the bus is unbound" "$(try $nfit/unbind "$acpi")" ok
check_not "... the device is gone" test -e "$(dev)"
is "... its memory stays" "$(node_kb 1 MemTotal)" $((size / 1024))
check "... and can be used" numactl --membind=1 nodefill 300
like "... /proc/iomem still shows it" "$(iomem)" "dax0.0"$'\n'" *[^ ]* : System RAM \(kmem\)"
check_not "... the module is pinned" rmmod dax_kmem

is "the bus is bound again" "$(try $nfit/bind "$acpi")" ok
until_true 10 test -e "$(dev)"
is "the device can be bound" "$(bind_dev)" ok
is "... and has its memory" "$(state) $(attr online_size)" "online_movable $size"
is "... the memory can be unplugged" "$(set_state unplugged)" ok
is "... no line is left in /proc/iomem" "$(iomem | grep -cE 'kmem|dax0.0')" 0
is "... and plugged again" "$(set_state online_movable)" ok
set_state unplugged > /dev/null
finish
