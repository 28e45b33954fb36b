#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Under the name kmem, stock daxctl and ndctl work as with the in-tree driver.
# tier: full
# machines: nvdimm
# auto-online: default online offline
. "$(dirname "$0")/lib.sh"
# The argument is the directory of another daxctl that the bed brings.
[ -z "${1:-}" ] || PATH=/bed/$1:$PATH
[ -z "${1:-}" ] || [ -e "/bed/$1" ] || skip_all "$1 is missing"
command -v daxctl > /dev/null || skip_all "daxctl is missing"
echo "# daxctl $(daxctl --version)"
command -v ndctl > /dev/null || skip_all "ndctl is missing"
auto=$(cat $memory/auto_online_blocks)
before=$(iomem)
drv=kmem
load bus_name=kmem
# daxctl loads kmem by name. Our driver has that name, so do not load the in-tree one.
mkdir -p /etc/modprobe.d
[ -e /vm.conf ] && echo 'install kmem /bin/true' > /etc/modprobe.d/dax_kmem.conf

mode() {
	daxctl list -d "$DEV" | sed -n 's/.*"mode":"\([^"]*\)".*/\1/p'
}

is "the device is in mode devdax at first" "$(mode)" devdax
if [ "$auto" != offline ]; then
	# This is also the case with the in-tree driver: daxctl checks auto_online_blocks.
	check_not "daxctl -N refuses where the kernel auto-onlines" \
		daxctl reconfigure-device -N -m system-ram "$DEV"
	echo offline > $memory/auto_online_blocks
fi
check "daxctl reconfigure-device -N -m system-ram" \
	daxctl reconfigure-device -N -m system-ram "$DEV"
is "... daxctl shows the mode system-ram" "$(mode)" system-ram
is "... our driver has it, with policy auto" "$(driver_of) $(attr policy)" "kmem auto"
is "... state follows auto_online_blocks" "$(state)" offline
is "an offline device refuses online_movable without an unplug" \
	"$(set_state online_movable)" EBUSY
is "the state offline cannot be written" "$(set_state offline)" EINVAL

check "daxctl online-memory" daxctl online-memory "$DEV"
is "... every block is in ZONE_MOVABLE" "$(zones)" Movable
is "... state says so" "$(state)" online_movable
like "... daxctl list says so" "$(daxctl list -d "$DEV")" '"movable":true'
check "a program can use the memory" numactl --membind="$(node_of)" nodefill 128
check_not "ndctl refuses to disable the active namespace" \
	ndctl disable-namespace namespace0.0
is "... nothing has changed" "$(state)" online_movable

check "daxctl offline-memory" daxctl offline-memory "$DEV"
is "... state is offline" "$(state)" offline
check "daxctl reconfigure-device -m devdax" daxctl reconfigure-device -m devdax "$DEV"
is "... daxctl shows the mode devdax" "$(mode)" devdax
is "... the driver is device_dax" "$(driver_of)" device_dax

check "daxctl reconfigure-device -m system-ram" \
	daxctl reconfigure-device -m system-ram "$DEV"
is "... all memory is online" "$(attr online_size)" "$(attr usable_size)"
check "daxctl reconfigure-device -f -m devdax offlines the memory" \
	daxctl reconfigure-device -f -m devdax "$DEV"
is "... the driver is device_dax" "$(driver_of)" device_dax

echo online_movable > $memory/auto_online_blocks
is "a bind succeeds where the kernel auto-onlines" "$(bind_dev)" ok
is "... state shows the zone" "$(state) $(attr online_size)" \
	"online_movable $(attr usable_size)"
check "daxctl changes the mode back to devdax" \
	daxctl reconfigure-device -f -m devdax "$DEV"

echo "$auto" > $memory/auto_online_blocks
rm -f /etc/modprobe.d/dax_kmem.conf
try $bus/drivers/kmem/remove_id "$DEV" > /dev/null
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
