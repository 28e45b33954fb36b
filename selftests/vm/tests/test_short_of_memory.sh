#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The device's memmap does not fit in the available memory: the bind is refused with the
# numbers, and nothing is left behind. Free memory in ZONE_MOVABLE does not count, because
# a memmap cannot be there.
# tier: quick
# machines: big
. "$(dirname "$0")/lib.sh"
plan 15
before=$(iomem)
blocks_before=$(ls $memory | md5sum)
free=$(settle)
load

# bytes_of WHAT TEXT: "takes" or "available", from the driver's line
bytes_of() {
	case $1 in
	takes) sed -n 's/.* memmap takes \([0-9]*\) .*/\1/p' ;;
	available) sed -n 's/.* but \([0-9]*\) are available to the kernel.*/\1/p' ;;
	esac <<< "$2" | tail -n 1
}

mark
# new_id does not report what a probe returns, bind does.
is "the bind fails for lack of memory" \
	"$(bind_dev > /dev/null; try $bus/drivers/$drv/bind "$DEV")" ENOMEM
like "the log has the numbers" "$(log)" \
	"dax_kmem $DEV: its memmap takes [0-9]{9,} bytes, but [0-9]+ are available to the kernel"
is "no block is left" "$(ls $memory | md5sum)" "$blocks_before"
is "the device has no driver" "$(driver_of)" ""

# The tool computes the same sum, in MiB. Free memory varies, so it gets several tries.
for _ in 1 2 3 4 5; do
	settle > /dev/null
	mark
	try $bus/drivers/$drv/bind "$DEV" > /dev/null
	said=$(daxkmem plan "$DEV" 2>&1 | sed -n 's/.* memmap takes .* and \([0-9]*\)[.0-9]*M is available to the kernel.*/\1/p')
	apart=$((said - $(bytes_of available "$(log)") / 1048576))
	[ "${apart#-}" -gt 16 ] || break
done
at_least "plan says how much is available, as the driver did" 16 "${apart#-}"

echo none > /sys/module/dax_kmem/parameters/plug
is "with plug=none the device is bound" "$(try $bus/drivers/$drv/bind "$DEV")" ok
size=$((16 * block_size))
is "a part of it is plugged" "$(try "$(dev)/dax_kmem/requested_size" $size)" ok
mark
is "its memory is free, but the rest is still refused" \
	"$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)")" ENOMEM
said=$(log)
at_least "... since the memmap does not fit" "$(bytes_of takes "$said")" "$(bytes_of available "$said")"
is "... nothing more is plugged" "$(attr plugged_size)" $size
is "... and the kernel logs no warning" "$(grep -cE 'WARNING|allocation failure' <<< "$said")" 0
check "the device is detached" daxkmem detach "$DEV"
give_back
is "/proc/iomem is as before" "$(iomem)" "$before"
after=$(settle)
# Within 16 MiB; the memmap would be 960.
at_least "the memory is free again" "$((${after% *} + 16384))" "${free% *}"
check "the module can be unloaded" unload
finish
