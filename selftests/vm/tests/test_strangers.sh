#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Conflicts with other drivers: one keeps all onlined memory, one has claimed a part of the
# range, one has the same memory under another device, and one simulates a kernel with different
# structures. In each case the operation is refused before anything changes.
# /bed/dk_stranger.ko simulates these drivers.
# tier: full
# machines: nvdimm
# nvdimm-mb: 640
# timeout: 300
# skips-on: 7: one dax device of a range
. "$(dirname "$0")/lib.sh"
stranger=/bed/dk_stranger.ko
[ -e $stranger ] || skip_all "no $stranger; it belongs to the bed's guests"
node=$(node_of)
start=$(($(cat "$(dev)/resource")))
end=$((start + $(cat "$(dev)/size") - 1))
range=$(printf '%x-%x' $start $end)

# stranger PARAMETER...
stranger() {
	insmod $stranger "$@" || echo "# insmod dk_stranger $* failed"
}

# A balloon driver keeps all pages that are onlined.
balloon() {
	stranger swallow=1
	mark
	is "with a balloon that would keep the memory, nothing is onlined" \
		"$(set_state online_movable)" EBUSY
	like "... the log names the reason and what to do" "$(log)" \
		"dax_kmem $DEV: another driver .* keeps all onlined memory; unload that driver first"
	is "... it is logged once" "$(log | grep -c dax_kmem)" 1
	is "... no block was added" "$(state) $(attr plugged_size)" "unplugged 0"
	is "... nor by a write to requested_size" \
		"$(try "$(dev)/dax_kmem/requested_size" "$block_size") $(attr plugged_size)" "EBUSY 0"
	is "... nor by a bind" "$(try $bus/drivers/$drv/unbind "$DEV"
		echo all > /sys/module/dax_kmem/parameters/plug
		try $bus/drivers/$drv/bind "$DEV") $(driver_of)" "ok"$'\n'"EBUSY "
	is "... /proc/iomem is as before" "$(iomem)" "$before"
	rmmod dk_stranger
	is "without the balloon, the device can be plugged" "$(bind_dev) $(state)" "ok online_movable"
	stranger swallow=1
	is "memory that was onlined before the balloon can be unplugged" \
		"$(try "$(dev)/dax_kmem/requested_size" "$block_size") $(set_state unplugged)" "ok ok"
	rmmod dk_stranger
	echo none > /sys/module/dax_kmem/parameters/plug
}

# A balloon that is loaded while memory is online.
balloon_comes() {
	set_state online_movable > /dev/null
	stranger swallow=1
	try "$memory/$(blocks | tail -n 1)/state" offline > /dev/null
	is "with a balloon that is loaded later, no block is onlined either" \
		"$(set_state online_movable)" EBUSY
	rmmod dk_stranger
	is "... without it, all memory can be onlined again" "$(set_state online_movable) $(attr online_size)" \
		"ok $(attr usable_size)"
	set_state unplugged > /dev/null
}

# Another driver has claimed a part of the range.
range_taken() {
	local piece=$((end / block_size * block_size - block_size))

	stranger reserve="$(printf '%x-%x' $piece $((piece + 4095)))"
	mark
	is "a range with a part that another driver has claimed is not scrubbed" \
		"$(try "$(dev)/dax_kmem/scrub" 1)" EBUSY
	like "... the log names the range" "$(log)" \
		"dax_kmem $DEV: cannot scrub 0x[0-9a-f]+-0x[0-9a-f]+: something else has claimed it"
	is "... nothing was overwritten" "$(attr scrubbed_size)" 0
	rmmod dk_stranger
	is "without the other driver, the range is scrubbed" "$(try "$(dev)/dax_kmem/scrub" 1)" ok
	is "... and the range is free afterwards" "$(iomem)" "$before"
}

# The in-tree driver has the same memory under another device.
offline_node() {
	local b

	for b in "$memory"/memory*; do
		[ ! -e "$b/node$node" ] || try "$b/state" offline
	done > /dev/null
}

other_device() {
	local auto

	auto=$(cat $memory/auto_online_blocks)
	modprobe kmem && modprobe dax_hmem || return
	echo online_movable > $memory/auto_online_blocks
	stranger hmem="$range" node="$node"
	if ! [ -e $bus/devices/dax9.0 ]; then
		# Kernels after 6.12 keep the ranges of all dax regions in one tree.
		skip "the in-tree driver has the memory under another device" \
			"this kernel makes one dax device of a range"
		rmmod dk_stranger kmem dax_hmem
		echo "$auto" > $memory/auto_online_blocks
		return
	fi
	drv=kmem
	is "the in-tree driver has the memory under another device" \
		"$(bind_dev dax9.0) $(driver_of dax9.0)" "ok kmem"
	drv=dax_kmem
	mark
	is "... dax_kmem does not take it over" "$(try $bus/drivers/$drv/bind "$DEV")" EBUSY
	like "... the log names the device, its driver, and what to do" "$(log)" \
		"dax_kmem $DEV: the memory belongs to dax9.0, which is bound to kmem; unbind that device first"
	is "... the other device is unchanged" \
		"$(driver_of dax9.0) $(($(node_kb "$node" MemTotal) > 0))" "kmem 1"
	offline_node
	is "... it can still be removed" \
		"$(try $bus/drivers/kmem/unbind dax9.0) $(node_kb "$node" MemTotal)" "ok 0"
	rmmod dk_stranger
	rmmod kmem dax_hmem
	echo "$auto" > $memory/auto_online_blocks
	is "... and /proc/iomem is as before" "$(iomem)" "$before"
}

# other_answer ATTRIBUTE: the kernel's attribute differs from the value that the driver reads
other_answer() {
	stranger lie="$1"
	mark
	is "a device is refused if the driver reads another $1 than the kernel" \
		"$(try $bus/drivers/$drv/bind "$DEV") $(driver_of)" "ENOEXEC "
	like "... the log names the reason and what to do" "$(log)" \
		"dax_kmem $DEV: the kernel reports $1 77, but this module reads [0-9a-fx-]+; build the module for this kernel"
	rmmod dk_stranger
}

# name_taken: loading fails at its last step, and can be repeated
name_taken() {
	stranger platform=1
	check_not "if another platform driver has its name, the module is not loaded" modprobe dax_kmem
	is "... and leaves no driver on the dax bus" "$(ls -d $bus/drivers/dax_kmem 2> /dev/null)" ""
	is "... the device keeps its driver" "$(driver_of)" device_dax
	rmmod dk_stranger
}

name_taken
load plug=none
bind_dev > /dev/null
before=$(iomem)
balloon
balloon_comes
range_taken
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
other_device
other_answer target_node
other_answer resource
[ -e "$(dev)/memmap_on_memory" ] && other_answer size
is "without a difference, the device is bound" "$(bind_dev)" ok
give_back
check "the module can be unloaded" unload
finish
