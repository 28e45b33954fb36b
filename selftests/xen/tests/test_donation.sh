#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A named device becomes a node of Xen's heap until the host reboots, and nothing done to the
# device afterwards crashes the host.
# tier: full
. "$(dirname "$0")/lib.sh"
start=$(dev_start) size=$(dev_size)
end=$((start + size))
first=$(((start + group - 1) / group * group))
is "before the donation, Xen has one node" "$(node_mb 0 memsize) $(node_mb 1 memsize)" "$(node_mb 0 memsize) "

modprobe dax_kmem_xen
is "loading the module binds nothing" "$(driver_of)" ""
mark
try $drv/new_id dax9.0 > /dev/null
is "nor does naming another device" "$(driver_of)" ""
is "the named device is bound" "$(bind_dev)" ok
is "... and donated" "$(attr state)" donated
like "... the log reports it" "$(log_since)" \
	"dax_kmem_xen $DEV: donated $((end - first)) of $size bytes to Xen until the host reboots"

is "extents lists whole groups of 256 MiB" "$(attr extents)" "$(printf '%#018x-%#018x' "$first" $((end - 1)))"
is "... donated_size and usable_size are their size" "$(attr donated_size) $(attr usable_size)" "$((end - first)) $((end - first))"
is "... withheld lists the rest, with the reason" "$(attr withheld)" \
	"$(printf '%#018x-%#018x less than a group of 256 MiB' "$start" $((first - 1)))"
is "... withheld_size is its size" "$(attr withheld_size)" $((first - start))
is "the proximity domain comes from firmware" "$(attr pxm)" 1
is "xen_node is Xen's node" "$(attr xen_node)" 1
is "memflags is XENMEMF_node(1) | XENMEMF_exact_node" "$(attr memflags)" 0x20200
is "Xen reports the same size of the node" "$(node_mb 1 memsize)" $(((end - first) >> 20))
at_least "... nearly all of the node is free" "$(node_mb 1 memfree)" $((((end - first) >> 20) * 98 / 100))
size_and_free="$(node_mb 1 memsize) $(node_mb 1 memfree)"
at_least "node 0 loses no memory" "$(node_mb 0 memfree)" 990

mark
is "a donated device cannot be unplugged" "$(try "$(dev)/dax_kmem_xen/state" unplugged)" EBUSY
like "... the log names the reason" "$(log_since)" "part of Xen's heap; only a reboot"
is "... nor mapped" "$(try "$(dev)/dax_kmem_xen/state" mapped)" EBUSY
is "writing donated again does not donate again" "$(try "$(dev)/dax_kmem_xen/state" donated) $(node_mb 1 memsize)" \
	"ok $(((end - first) >> 20))"
is "the proximity domain cannot be changed" "$(try "$(dev)/dax_kmem_xen/pxm" 2) $(attr pxm)" "EBUSY 1"
mark
is "a bad page can be recorded after the donation" "$(try "$(dev)/dax_kmem_xen/bad_pages" "$(printf %#x $((end - 4096)))")" ok
is "... bad_pages lists it" "$(attr bad_pages)" "$(printf '%#018x-%#018x' $((end - 4096)) $((end - 1)))"
like "... the log says that Xen keeps it" "$(log_since)" "is bad, but Xen keeps donated pages"
check_not "the module cannot be unloaded" rmmod dax_kmem_xen

# Other drivers, and programs that would access the memory.
check "device_dax can be loaded" modprobe device_dax
is "... it does not bind the device" "$(driver_of)" dax_kmem_xen
check_not "... the device file cannot be opened" cat "/dev/$DEV"
is "the device can be unbound" "$(try $drv/unbind "$DEV")" ok
is "device_dax cannot bind it" "$(try $bus/drivers/device_dax/bind "$DEV")" EBUSY
is "... nor with new_id" "$(try $bus/drivers/device_dax/new_id "$DEV" > /dev/null; driver_of)" ""
modprobe kmem
try $bus/drivers/kmem/new_id "$DEV" > /dev/null
is "the in-tree kmem does not bind it" "$(driver_of)" ""
mark
try $bus/drivers/dax_kmem/new_id "$DEV" > /dev/null
is "dax_kmem does not bind it" "$(try $bus/drivers/dax_kmem/bind "$DEV")" EOPNOTSUPP
like "... its log message names dax_kmem_xen" "$(log_since)" "on Dom0 bind the device to dax_kmem_xen instead"
check_not "the module cannot be unloaded while the device is unbound" rmmod dax_kmem_xen
mark
is "the device can be bound again" "$(bind_dev)" ok
is "... it is still donated, with the same size and memflags" "$(attr state) $(attr donated_size) $(attr memflags)" "donated $((end - first)) 0x20200"
like "... the log reports it" "$(log_since)" "was donated before, and still is"
is "... and nothing was donated twice" "$(node_mb 1 memsize)" $(((end - first) >> 20))

check_not "ndctl cannot destroy the namespace in use" ndctl destroy-namespace namespace0.0
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
is "disabling the namespace removes the device" "$(ls $bus/devices)" ""
check_not "... the namespace cannot be changed to raw mode" \
	ndctl create-namespace -f -e namespace0.0 -m raw
ndctl create-namespace -f -e namespace0.0 -m devdax -a 4096 -M mem > /dev/null 2>&1
ndctl enable-namespace namespace0.0 > /dev/null 2>&1
is "enabling it brings the device back" "$(ls $bus/devices)" "$DEV"
is "... no other driver is bound" "$(driver_of | grep -v dax_kmem_xen)" ""
is "... it can be bound again, and is still donated" "$(bind_dev) $(attr state)" "ok donated"

# Unload the module by force.
check "rmmod -f" rmmod -f dax_kmem_xen
mark
modprobe dax_kmem_xen
is "after a reload, it cannot donate the device again" "$(bind_dev)" EBUSY
like "... the log names the reason" "$(log_since)" "claimed by something else.*if donated before, reboot the host"
is "... the node's size is unchanged" "$(node_mb 1 memsize)" $(((end - first) >> 20))
is "device_dax still cannot bind it" "$(try $bus/drivers/device_dax/bind "$DEV")" EBUSY
is "the range is still reserved" "$(grep -c "$DEV (Xen)" /proc/iomem)" 1

# The label can be replaced, but no other namespace gets the memory.
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
ndctl destroy-namespace -f namespace0.0 > /dev/null 2>&1
for mode in raw fsdax sector devdax; do
	ndctl create-namespace -f -r region0 -m $mode > /dev/null 2>&1
	is "no $mode namespace becomes active in the region" \
		"$(ls $bus/devices)$(find /sys/block -name "pmem*")" ""
done
is "Xen's node is unchanged" "$(node_mb 1 memsize) $(node_mb 1 memfree)" "$size_and_free"
finish
