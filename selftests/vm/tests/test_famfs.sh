#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device in the mode for famfs, bound to fsdev_dax, is refused with the reason. Once it
# is unbound, as the error suggests, it can be attached.
# tier: full
# machines: nvdimm
# skips-on: 6: has no famfs mode
. "$(dirname "$0")/lib.sh"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
[ -e fsdev_dax.ko ] || skip_all "this kernel has no famfs mode"
plan 20
before=$(iomem)
famfs=$bus/drivers/fsdev_dax

# refused TEXT WORD...: the command fails, its error names the mode, and nothing changes
refused() {
	local what=$1

	shift
	tool "$@"
	like "$what" "$rc $text" "^1 .*in famfs mode, bound to the driver fsdev_dax"
	is "... the device is unchanged" "$(driver_of)" fsdev_dax
}

check "fsdev_dax is loaded" insmod fsdev_dax.ko
try "$bus/drivers/device_dax/unbind" "$DEV" > /dev/null
is "the device is bound to fsdev_dax" "$(try "$famfs/new_id" "$DEV") $(driver_of)" "ok fsdev_dax"
load
is "a write to new_id does not take the device" \
	"$(try "$bus/drivers/$drv/new_id" "$DEV") $(driver_of)" "ok fsdev_dax"
is "a bind is refused" "$(try "$bus/drivers/$drv/bind" "$DEV") $(driver_of)" "EBUSY fsdev_dax"
is "... also without memory" "$(try "$bus/drivers/$drv/bind_unplugged" "$DEV") $(driver_of)" \
	"EBUSY fsdev_dax"
try "$bus/drivers/$drv/remove_id" "$DEV" > /dev/null
refused "attach is refused" attach "$DEV"
like "... the error suggests to unmount famfs" "$text" "next: unmount famfs, then run: "
suggested=$(sed -n 's/^ *next: unmount famfs, then run: //p' <<< "$text")
refused "attach --force is refused" attach "$DEV" --force
refused "scrub is refused" scrub "$DEV"
refused "detach is refused" detach "$DEV"
tool plan "$DEV"
like "plan names the reason" "$rc $text" "^1 .*in famfs mode"
check "the suggested command succeeds" bash -c "$suggested"
tool attach "$DEV"
is "... then attach succeeds" "$rc $(driver_of) $(attr online_size)" \
	"0 $drv $(attr usable_size)"
like "... and a program can use the memory" "$(numactl --membind="$(node_of)" nodefill 64)" \
	"^$(node_of):16384"
tool detach "$DEV"
is "detach succeeds" "$rc $(driver_of)" "0 device_dax"
rmmod fsdev_dax
unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
