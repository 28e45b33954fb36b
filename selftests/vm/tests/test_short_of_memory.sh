#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A bind is refused if the device's memmap does not fit in the available memory. The log has
# the sizes, and nothing is left behind. Free memory in ZONE_MOVABLE does not count, because it
# cannot hold a memmap.
# tier: quick
# machines: big
. "$(dirname "$0")/lib.sh"
plan 15
before=$(iomem)
blocks_before=$(ls $memory | md5sum)
free=$(settle)
load

# bytes_of takes|available TEXT: prints that number from the driver's message
bytes_of() {
	case $1 in
	takes) sed -n 's/.* memmap takes \([0-9]*\) .*/\1/p' ;;
	available) sed -n 's/.* but \([0-9]*\) are available to the kernel.*/\1/p' ;;
	esac <<< "$2" | tail -n 1
}

mark
# new_id does not return the errno of a failed probe; bind does.
is "the bind fails for lack of memory" \
	"$(bind_dev > /dev/null; try $bus/drivers/$drv/bind "$DEV")" ENOMEM
like "... the log reports the sizes" "$(log)" \
	"dax_kmem $DEV: its memmap takes [0-9]{9,} bytes, but [0-9]+ are available to the kernel"
is "... no memory block is left" "$(ls $memory | md5sum)" "$blocks_before"
is "... the device has no driver" "$(driver_of)" ""

# daxkmem computes the same size, in MiB. Free memory varies, so try several times.
for _ in 1 2 3 4 5; do
	settle > /dev/null
	mark
	try $bus/drivers/$drv/bind "$DEV" > /dev/null
	said=$(daxkmem plan "$DEV" 2>&1 | sed -n 's/.* memmap takes .* and \([0-9]*\)[.0-9]*M is available to the kernel.*/\1/p')
	delta=$((said - $(bytes_of available "$(log)") / 1048576))
	[ "${delta#-}" -gt 16 ] || break
done
at_least "daxkmem plan reports the same available size as the driver" 16 "${delta#-}"

echo none > /sys/module/dax_kmem/parameters/plug
is "with plug=none the device is bound" "$(try $bus/drivers/$drv/bind "$DEV")" ok
size=$((16 * block_size))
is "a part of the device is plugged" "$(try "$(dev)/dax_kmem/requested_size" $size)" ok
mark
is "... the rest is still refused, though the new memory is free" \
	"$(try "$(dev)/dax_kmem/requested_size" "$(attr usable_size)")" ENOMEM
said=$(log)
at_least "... because the memmap does not fit" "$(bytes_of takes "$said")" "$(bytes_of available "$said")"
is "... nothing more is plugged" "$(attr plugged_size)" $size
is "... and the kernel logs no warning" "$(grep -cE 'WARNING|allocation failure' <<< "$said")" 0
check "the device is detached" daxkmem detach "$DEV"
give_back
is "/proc/iomem is as before" "$(iomem)" "$before"
after=$(settle)
# Within 16 MiB; the memmap takes 960 MiB.
at_least "the memory is free again" "$((${after% *} + 16384))" "${free% *}"
check "the module can be unloaded" unload
finish
