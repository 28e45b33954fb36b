#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The device's memory map does not fit in what memory there is: it is refused
# with the sum, and nothing is left behind.
# tier: quick
# machines: big
. "$(dirname "$0")/lib.sh"
plan 7
before=$(iomem)
blocks_before=$(ls $memory | md5sum)
free=$(settle)
load
mark
# new_id does not report what a probe returns, bind does.
is "the bind fails for want of memory" \
	"$(bind_dev > /dev/null; try $bus/drivers/$drv/bind "$DEV")" ENOMEM
like "the log has the sum" "$(log)" \
	"dax_kmem $DEV: its memory map takes [0-9]{9,} bytes of memory, and [0-9]+ are available"
is "no block is left" "$(ls $memory | md5sum)" "$blocks_before"
is "the device has no driver" "$(driver_of)" ""
give_back
is "/proc/iomem is as before" "$(iomem)" "$before"
after=$(settle)
# Within 16 MiB; the memory map would be 960.
at_least "the memory is free again" "$((${after% *} + 16384))" "${free% *}"
check "the module can be unloaded" unload
finish
