#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# bind_unplugged binds one device without adding memory, regardless of plug=.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 12
file=$bus/drivers/$drv/bind_unplugged
before=$(iomem)
load
is "a device that does not exist is refused" "$(try "$file" dax99.0)" ENODEV
is "a device that has a driver is refused" "$(try "$file" "$DEV")" EBUSY
is "... and keeps its driver" "$(driver_of)" device_dax

try $bus/drivers/device_dax/unbind "$DEV" > /dev/null
free=$(iomem)
is "a device without a driver is bound without memory" "$(try "$file" "$DEV"; driver_of; state)" \
	"ok"$'\n'"$drv"$'\n'"unplugged"
is "... no address is reserved" "$(iomem)" "$free"
is "... the parameter plug is unchanged" "$(cat /sys/module/dax_kmem/parameters/plug)" all
is "a device that is bound to dax_kmem is refused" "$(try "$file" "$DEV")" EBUSY
set_state online_movable > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
is "memory that an unbind left online is taken over" "$(try "$file" "$DEV"; state)" \
	"ok"$'\n'"online_movable"
set_state unplugged > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
is "bind_unplugged does not register the name" "$(try $bus/drivers/$drv/bind "$DEV")" ENODEV
is "the next plain bind adds memory" \
	"$(bind_dev; state)" "ok"$'\n'"online_movable"
give_back
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
