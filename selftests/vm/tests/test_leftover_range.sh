#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device with two ranges, one of which contains memory that the in-tree driver left. If
# the memory is exactly that range, it is taken over; otherwise the whole device is refused.
# tier: quick debug
# machines: hmem
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 11
[ -e /vm.conf ] || skip_all "leaves memory that only a reboot removes"
region=$(readlink -f "$(dev)/..")/dax_region
mib=1048576

resize() {
	echo $(($2 * mib)) > "$(dev "$1")/size"
}

# Create three adjoining devices. The in-tree driver binds all free devices when it is
# loaded, so only the last one has a size at that time.
release_from dax0.0 > /dev/null
resize dax0.0 0
resize dax0.0 256
for d in dax0.1 dax0.2; do
	echo 1 > "$region/create"
	resize $d 256
	release_from $d > /dev/null
done
resize dax0.0 0
resize dax0.1 0
echo online_movable > $memory/auto_online_blocks
modprobe kmem || skip_all "no in-tree kmem"
drv=kmem
is "the in-tree driver has dax0.2" "$(bind_dev dax0.2)" ok
try $bus/drivers/kmem/unbind dax0.2 > /dev/null
try $bus/drivers/kmem/remove_id dax0.2 > /dev/null
resize dax0.2 0

# dax0.0 gets its first range back, and grows over the range that dax0.2 had.
drv=dax_kmem
load
resize dax0.0 256
resize dax0.1 256
resize dax0.0 640
before=$(iomem)
blocks_before=$(ls $memory)
mark
is "a range larger than the memory in it is refused" "$(bind_dev dax0.0)" EBUSY
like "... the log names the range and the reason" "$(log)" \
	"dax_kmem dax0.0: another driver left memory in 0x[0-9a-f]+-0x[0-9a-f]+ that cannot be taken over: it covers only a part of the range"
is "... no resource is left" "$(iomem)" "$before"
is "... no block was added" "$(ls $memory)" "$blocks_before"
is "... the device has no driver" "$(driver_of dax0.0)" ""
check "... the module can be unloaded" unload

load
resize dax0.0 256
resize dax0.0 512
is "a range that is exactly the memory left is taken over" "$(bind_dev dax0.0)" ok
is "... next to a new range" "$(attr online_size dax0.0)" $((512 * mib))
is "... all of it is unplugged" "$(set_state unplugged dax0.0; attr plugged_size dax0.0)" "ok"$'\n'"0"
is "... and plugged again" "$(set_state online_movable dax0.0; attr online_size dax0.0)" \
	"ok"$'\n'$((512 * mib))
finish
