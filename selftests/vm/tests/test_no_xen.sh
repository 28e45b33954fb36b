#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The driver for Xen hosts binds no device on a kernel without Xen, and logs the reason.
# tier: quick
# skips-on: no-XEN_DOM0: there is no dax_kmem_xen for this kernel
. "$(dirname "$0")/lib.sh"
plan 8
owner=$(driver_of)
modprobe dax_kmem_xen 2> /dev/null || skip_all "there is no dax_kmem_xen for this kernel"
xen=$bus/drivers/dax_kmem_xen
is "loading dax_kmem_xen changes nothing" "$(driver_of)" "$owner"
release_from "$DEV" > /dev/null
echo "@@ no xen @@" > /dev/kmsg
try $xen/new_id "$DEV" > /dev/null
is "a write to new_id does not bind the device" "$(driver_of)" ""
is "... nor by bind" "$(try $xen/bind "$DEV")" ENODEV
is "... nor by bind_unplugged" "$(try $xen/bind_unplugged "$DEV")" ENODEV
like "... the log names the reason" "$(dmesg | sed '1,/@@ no xen @@/d')" \
	"dax_kmem_xen: this kernel does not run on Xen; bind the device to dax_kmem instead"
is "nothing is reserved" "$(grep -c '(Xen)' /proc/iomem)" 0
try $xen/remove_id "$DEV" > /dev/null
is "device_dax can bind it again" "$(try $bus/drivers/device_dax/bind "$DEV") $(driver_of)" "ok device_dax"
check "the module can be unloaded" rmmod dax_kmem_xen
rmmod dax_kmem
finish
