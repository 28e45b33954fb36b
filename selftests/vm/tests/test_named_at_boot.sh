#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Soft-reserved memory, which later kernels bind to the in-tree kmem: dax_kmem binds the device
# that is named in modprobe.d, and no other, regardless of whether a module or the device
# appears first. Devices of the region are created and resized while one of them is memory.
# tier: quick
# machines: hmem
. "$(dirname "$0")/lib.sh"
region=$(readlink -f "$(dev)/..")/dax_region
[ -w "$region/create" ] || skip_all "the device's region cannot be cut"
[ -e /vm.conf ] || skip_all "cuts a region to pieces; for our guests only"
plan 27
mib=1048576
conf=/etc/modprobe.d/named.conf

# shellcheck disable=SC2317 # check calls it
all_unloaded() {
	release_from dax0.0 > /dev/null
	rmmod device_dax kmem dax_kmem dax_hmem 2> /dev/null
	! [ -e "$(dev)" ]
}

resize() {
	try "$(dev "$1")/size" $(($2 * mib))
}

before=$(iomem)
mkdir -p /etc/modprobe.d
cat > $conf <<- END
	softdep kmem pre: dax_kmem
	options dax_kmem devices=dax0.0,bogus,dax9.9
END
check "without dax_hmem there is no device" all_unloaded

# The device comes first, as from an initramfs without dax_kmem.
modprobe dax_hmem
is "the device has no driver" "$(driver_of)" ""
mark
modprobe kmem
is "kmem is loaded after dax_kmem, which binds the device" "$(driver_of) $(state)" "dax_kmem online_movable"
like "... the log names the invalid name" "$(log)" 'invalid name "bogus" in the parameter devices; write it as dax0.0'
is "... it can be unplugged" "$(set_state unplugged)" ok
check "all modules are unloaded" all_unloaded

# The modules come first.
modprobe kmem
is "dax_kmem is loaded with kmem" "$(grep -cE '^(kmem|dax_kmem) ' /proc/modules)" 2
modprobe dax_hmem
is "dax_kmem binds a device that appears" "$(driver_of) $(state)" "dax_kmem online_movable"
is "... and onlines all its memory" "$(attr online_size)" $((2048 * mib))
is "... it can be unplugged" "$(set_state unplugged)" ok
check "all modules are unloaded again" all_unloaded

# With plug=none, for the tool to configure the device. More devices of the region.
sed -i 's/devices=/plug=none devices=/' $conf
modprobe kmem
modprobe dax_hmem
is "with plug=none, the device is bound without memory" "$(driver_of) $(state)" "dax_kmem unplugged"
region=$(readlink -f "$(dev)/..")/dax_region
release_from dax0.0 > /dev/null
try $bus/drivers/$drv/remove_id dax0.0 > /dev/null
is "an unbound device can be made smaller" "$(resize dax0.0 0) $(resize dax0.0 512)" "ok ok"
is "... and bound with memory" "$(bind_dev) $(set_state online_movable) $(attr online_size)" "ok ok $((512 * mib))"
is "another device is created beside it" "$(try "$region/create" 1)" ok
release_from dax0.1 > /dev/null
is "... and sized" "$(resize dax0.1 512)" ok
is "... and resized" "$(resize dax0.1 768)" ok
release_from dax0.1 > /dev/null
is "... and bound" "$(bind_dev dax0.1)" ok
is "... with memory" "$(set_state online_movable dax0.1) $(attr online_size dax0.1)" "ok $((768 * mib))"
is "... the first is unchanged" "$(state) $(attr online_size)" "online_movable $((512 * mib))"
is "... node 1 has the memory of both" "$(node_kb 1 MemTotal)" $((1280 * 1024))
is "the first is unplugged" "$(set_state unplugged)" ok
try $bus/drivers/$drv/unbind dax0.0 > /dev/null
is "... and resized while the other is memory" "$(resize dax0.0 1024)" ok
release_from dax0.0 > /dev/null
is "... and plugged again, with two ranges" "$(bind_dev; set_state online_movable; attr online_size)" \
	"ok"$'\n'"ok"$'\n'"$((1024 * mib))"
is "both are unplugged" "$(set_state unplugged; set_state unplugged dax0.1)" "ok"$'\n'"ok"
try $bus/drivers/$drv/unbind dax0.1 > /dev/null
try $bus/drivers/$drv/unbind dax0.0 > /dev/null
rm $conf
rmmod kmem dax_kmem 2> /dev/null
rmmod dax_hmem device_dax 2> /dev/null
check_not "all modules can be unloaded" grep -qE '^(kmem|dax_kmem|dax_hmem) ' /proc/modules
modprobe -a device_dax dax_hmem
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
