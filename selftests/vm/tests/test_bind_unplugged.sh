#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A bind that adds nothing, for one device and whatever plug= says.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 12
file=$bus/drivers/$drv/bind_unplugged
before=$(iomem)
load
is "a device that does not exist is refused" "$(try "$file" dax99.0)" ENODEV
is "a device that has a driver is refused" "$(try "$file" "$DEV")" EBUSY
is "... and stays there" "$(driver_of)" device_dax

try $bus/drivers/device_dax/unbind "$DEV" > /dev/null
free=$(iomem)
is "a device that has no driver is bound, and nothing added" "$(try "$file" "$DEV"; driver_of; state)" \
	"ok"$'\n'"$drv"$'\n'"unplugged"
is "... nor reserves anything" "$(iomem)" "$free"
is "... leaves plug as it is" "$(cat /sys/module/dax_kmem/parameters/plug)" all
is "bound already is said" "$(try "$file" "$DEV")" EBUSY
set_state online_movable > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
is "what an unbind left online is taken over" "$(try "$file" "$DEV"; state)" \
	"ok"$'\n'"online_movable"
set_state unplugged > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
is "it is not named by that" "$(try $bus/drivers/$drv/bind "$DEV")" ENODEV
is "the next plain bind adds again" \
	"$(bind_dev; state)" "ok"$'\n'"online_movable"
give_back
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
