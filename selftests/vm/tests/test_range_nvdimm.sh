#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A range of an NVDIMM's addresses is refused while a dax device or a namespace, active or not,
# has them. Otherwise it can be added, on the NVDIMM's node and with the figures of the HMAT.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "takes a region out of use; for our guests only"
command -v ndctl > /dev/null || skip_all "ndctl is missing"
plan 17
driver=/sys/bus/platform/drivers/dax_kmem
range=/sys/bus/platform/devices/kmem_range.0
start=$(cat /sys/bus/nd/devices/region0/resource)
# the first whole block
start=$(((start + block_size - 1) / block_size * block_size))
words=$(printf '%#x 256M' $start)
uuid=$(cat "$(readlink -f "$(dev)")/../uuid")
before=$(iomem)
load

# refused OWNER: adding the range is refused because OWNER has the addresses
refused() {
	mark
	is "a range is refused while $1 has the addresses" "$(try $driver/add_range "$words force")" EBUSY
	like "... the log says so" "$(log)" "contains memory of $1; "
}

refused "$DEV"
check "the namespace is disabled" ndctl disable-namespace namespace0.0
refused namespace0.0
check "the region is disabled" ndctl disable-region region0
is "... the range can be added" "$(try $driver/add_range "$words")" ok
is "... its memory is on the NVDIMM's node" "$(cat $range/target_node) $(node_kb 1 MemTotal)" "1 $((256 * 1024))"
is "... with the figures of the HMAT" \
	"$(cat /sys/devices/system/node/node1/access0/initiators/read_{latency,bandwidth} | xargs)" "350 30720"
mark
is "a region in use gets no new device" "$(ndctl enable-region region0 > /dev/null 2>&1
	find /sys/bus/dax/devices -name 'dax*' | wc -l)" 0
# libnvdimm and its drivers log errors about a region that is in use.
dmesg -C
is "the memory is unplugged" "$(try $range/state unplugged)" ok
is "... the range is removed" "$(try $driver/remove_range kmem_range.0)" ok
ndctl disable-region region0 > /dev/null 2>&1
check "the region is enabled again" ndctl enable-region region0
# shellcheck disable=SC2317 # until_true calls it
dax_is_back() {
	[ -e "$(dev)" ]
}
until_true 10 dax_is_back
is "... with its namespace" "$(cat "$(readlink -f "$(dev)")/../uuid")" "$uuid"
like "... and its device" "$(driver_of)" "^(device_dax|)$"
[ -n "$(driver_of)" ] || try $bus/drivers/device_dax/bind "$DEV" > /dev/null
unload
is "device_dax is bound to the device" "$(driver_of)" device_dax
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
