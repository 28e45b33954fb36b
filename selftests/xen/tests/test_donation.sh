#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The main job: a named device becomes memory of a node of Xen's own, for ever,
# and nothing that is done to it afterwards takes the host down.
# tier: full
# every-kernel: yes
. "$(dirname "$0")/lib.sh"
start=$(dev_start) size=$(dev_size)
end=$((start + size))
first=$(((start + group - 1) / group * group))
is "before: Xen has one node" "$(node_mb 0 memsize) $(node_mb 1 memsize)" "$(node_mb 0 memsize) "

modprobe dax_kmem_xen
is "loading the module binds nothing" "$(driver_of)" ""
mark
try $drv/new_id dax9.0 > /dev/null
is "nor does naming another device" "$(driver_of)" ""
is "it is bound by its name" "$(bind_dev)" ok
is "... and given" "$(attr state)" donated
like "... which the log says" "$(log_since)" \
	"dax_kmem_xen $DEV: donated $((end - first)) of $size bytes to Xen until the host reboots"

is "whole groups of 256 MiB" "$(attr extents)" "$(printf '%#018x-%#018x' "$first" $((end - 1)))"
is "... counted" "$(attr donated_size) $(attr usable_size)" "$((end - first)) $((end - first))"
is "... the rest is withheld, and why" "$(attr withheld)" \
	"$(printf '%#018x-%#018x less than a group of 256 MiB' "$start" $((first - 1)))"
is "... counted too" "$(attr withheld_size)" $((first - start))
is "the proximity domain comes from firmware" "$(attr pxm)" 1
is "Xen's node" "$(attr xen_node)" 1
is "the word for memory_op: XENMEMF_node(1) | XENMEMF_exact_node" "$(attr memflags)" 0x20200
is "Xen says so too: the node's size" "$(node_mb 1 memsize)" $(((end - first) >> 20))
at_least "... nearly all of it free" "$(node_mb 1 memfree)" $((((end - first) >> 20) * 98 / 100))
size_and_free="$(node_mb 1 memsize) $(node_mb 1 memfree)"
at_least "Dom0 paid nothing: node 0 has as much free" "$(node_mb 0 memfree)" 990

mark
is "nothing takes it back" "$(try "$(dev)/dax_kmem_xen/state" unplugged)" EBUSY
like "... and why" "$(log_since)" "part of Xen's heap; only a reboot"
is "nor is it lent now" "$(try "$(dev)/dax_kmem_xen/state" mapped)" EBUSY
is "asking again is no second donation" "$(try "$(dev)/dax_kmem_xen/state" donated) $(node_mb 1 memsize)" \
	"ok $(((end - first) >> 20))"
is "its domain is what it is" "$(try "$(dev)/dax_kmem_xen/pxm" 2) $(attr pxm)" "EBUSY 1"
mark
is "a page found bad now is remembered" "$(try "$(dev)/dax_kmem_xen/bad_pages" "$(printf %#x $((end - 4096)))")" ok
is "... in the file" "$(attr bad_pages)" "$(printf '%#018x-%#018x' $((end - 4096)) $((end - 1)))"
like "... and that Xen keeps it is said" "$(log_since)" "is bad, but Xen keeps donated pages"
check_not "the module cannot be unloaded" rmmod dax_kmem_xen

# Those that would touch it.
check "device_dax can be loaded" modprobe device_dax
is "... it does not get the device" "$(driver_of)" dax_kmem_xen
check_not "... the device file cannot be opened, so nor mapped" cat "/dev/$DEV"
is "an unbind" "$(try $drv/unbind "$DEV")" ok
is "device_dax is refused" "$(try $bus/drivers/device_dax/bind "$DEV")" EBUSY
is "... and by new_id" "$(try $bus/drivers/device_dax/new_id "$DEV" > /dev/null; driver_of)" ""
modprobe kmem
try $bus/drivers/kmem/new_id "$DEV" > /dev/null
is "the in-tree kmem has not got it" "$(driver_of)" ""
mark
try $bus/drivers/dax_kmem/new_id "$DEV" > /dev/null
is "nor dax_kmem" "$(try $bus/drivers/dax_kmem/bind "$DEV")" EOPNOTSUPP
like "... which points here" "$(log_since)" "on Dom0 bind the device to dax_kmem_xen instead"
check_not "the module cannot be unloaded then either" rmmod dax_kmem_xen
mark
is "the device comes back" "$(bind_dev)" ok
is "... as what it is" "$(attr state) $(attr donated_size) $(attr memflags)" "donated $((end - first)) 0x20200"
like "... which the log says" "$(log_since)" "was donated before, and still is"
is "... and nothing was given twice" "$(node_mb 1 memsize)" $(((end - first) >> 20))

check_not "ndctl does not destroy the namespace in use" ndctl destroy-namespace namespace0.0
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
is "disabling it takes the device away" "$(ls $bus/devices)" ""
check_not "... the range cannot be something else then" \
	ndctl create-namespace -f -e namespace0.0 -m raw
ndctl create-namespace -f -e namespace0.0 -m devdax -a 4096 -M mem > /dev/null 2>&1
ndctl enable-namespace namespace0.0 > /dev/null 2>&1
is "enabling it brings the device back" "$(ls $bus/devices)" "$DEV"
is "... bound to nobody else" "$(driver_of | grep -v dax_kmem_xen)" ""
is "... bound again" "$(bind_dev) $(attr state)" "ok donated"

# A module that is forced out against its will.
check "rmmod -f" rmmod -f dax_kmem_xen
mark
modprobe dax_kmem_xen
is "loaded again, it does not give twice" "$(bind_dev)" EBUSY
like "... and why" "$(log_since)" "claimed by something else.*if donated before, reboot the host"
is "... nothing has changed" "$(node_mb 1 memsize)" $(((end - first) >> 20))
is "device_dax is refused still" "$(try $bus/drivers/device_dax/bind "$DEV")" EBUSY
is "the reservation stands" "$(grep -c "$DEV (Xen)" /proc/iomem)" 1

# Its label may go, and a new one comes, but nothing else gets at the memory.
ndctl disable-namespace namespace0.0 > /dev/null 2>&1
ndctl destroy-namespace -f namespace0.0 > /dev/null 2>&1
for mode in raw fsdax sector devdax; do
	ndctl create-namespace -f -r region0 -m $mode > /dev/null 2>&1
	is "no $mode namespace comes to life in the region" \
		"$(ls $bus/devices)$(find /sys/block -name "pmem*")" ""
done
is "Xen's node is what it was" "$(node_mb 1 memsize) $(node_mb 1 memfree)" "$size_and_free"
finish
