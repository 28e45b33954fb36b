#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Volatile memory of CXL devices: the dax device of a region is bound by name, its memory is
# used and given back, as often as the user wants. With two windows, both regions at once.
# tier: quick
# kernels: newest other next flavour -6.1-cloud
# machines: cxl cxl_two
# brings: program cxl trixie
# timeout: 200
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
# QEMU's devices have these figures, see hw/mem/cxl_type3.c.
cdat=" +Device latency +150 ns \(CDAT, without the link\)
 +Device bandwidth +16000 MB/s \(CDAT, without the link\)"
before=$(iomem)
load_cxl
mems=$(memdevs) n=0 devs="" regions=""
for m in $mems; do
	create_region "decoder0.$n" "$m"
	is "... its memory is all of $m" "$(cat "$(dev)/size")" "$(($(cat "$cxl/$m/ram/size")))"
	is "... $DEV has no driver" "$(driver_of)" ""
	devs+="$DEV " regions+="$region "
	n=$((n + 1))
done
is "each has a node of its own" "$(for d in $devs; do node_of "$d"; done | sort -u | wc -l)" $n

load
# QEMU's device does not have the command Get Health Info.
for m in $mems; do
	check "$m has a character device" test -c "/dev/cxl/$m"
	is "... but reports no health to cxl" "$(cxl list -m "$m" -H | grep -c '"health"')" 0
	tool plan "memdev=$m"
	is "... nor to daxkmem plan" "$rc $(grep -c Health <<< "$text")" "0 0"
	tool list "memdev=$m" --output memdevs,health --raw --noheadings
	is "... nor to daxkmem list" "$rc $text" "0 $m -"
	tool metrics
	is "... nor to daxkmem metrics" "$rc $(grep -c daxkmem_memdev <<< "$text")" "0 0"
done
for DEV in $devs; do
	tool plan "$DEV"
	like "before $DEV is online, daxkmem plan shows the latency and bandwidth in its CDAT" "$text" "$cdat"
	check_not "... and none from the kernel" grep -q "Read latency" /tmp/tool
	is "... a user who may not read the CDAT does not see them" \
		"$(as_user "daxkmem plan $DEV" | grep -oE '^ +(Region|Device latency)' | xargs)" Region
	tool attach "$DEV" --policy offline
	tool show "$DEV"
	like "... so does daxkmem show while it is offline" "$rc $text" "^0 .*policy +offline.*$cdat"
	check_not "... without health" grep -q Health /tmp/tool
	tool detach "$DEV"
done
read -ra region_of <<< "$regions"
i=0
for DEV in $devs; do
	node=$(node_of) size=$(cat "$(dev)/size")
	is "$DEV is bound by its name" "$(bind_dev) $(state)" "ok online_movable"
	is "... all blocks are online and Movable" "$(zones) $(attr online_size) $(attr lost_size)" "Movable $size 0"
	is "... node $node has the memory" "$(node_kb "$node" MemTotal)" $((size / 1024))
	region=${region_of[i++]}
	same_access
done
for DEV in $devs; do
	# QEMU maps the memory of one window directly. That of the other one is slow.
	node=$(node_of) mib=4
	[ $n -gt 1 ] || mib=$((size / 1048576 * 2 / 3))
	is "a program that is bound to node $node gets $mib MiB of it" \
		"$(numactl --membind="$node" nodefill $mib | xargs)" "$node:$((mib * 256)) lost 0"
done

for DEV in $devs; do
	tool detach "$DEV"
	is "without device_dax, daxkmem detach leaves $DEV without a driver" "$rc $(driver_of)" "0 "
	like "... and reports it" "$text" "$DEV: detached, without a driver because device_dax is not loaded"
	is "... its node has no memory" "$(node_kb "$(node_of)" MemTotal)" 0
done
for DEV in $devs; do
	tool attach "$DEV"
	is "daxkmem attach takes $DEV again" "$rc $(state) $(zones)" "0 online_movable Movable"
done
i=0
for m in $mems; do
	DEV=$(cut -d' ' -f$((i + 1)) <<< "$devs") region=${region_of[i]} serial=$(cat "$cxl/$m/serial")
	for word in "serial=$serial" "serial=$((serial))" "memdev=$m" "region=$region"; do
		tool list "$word" --output device,region,memdevs,serials,ways,decoder,latency --raw --noheadings
		is "daxkmem list $word shows $DEV" "$rc $text" \
			"0 $DEV $region $m $serial 1 decoder0.$i $(cat "$cxl/$region/access0/read_latency")"
	done
	tool plan "serial=$serial"
	like "daxkmem plan describes $region" "$text" "Region +$region
 +CXL devices +$m, serial $serial, 0000:[0-9a-f]+:00.0, firmware BWFW VERSION 00, security disabled
 +Interleave +none
 +Root decoder +decoder0.$i"
	like "... its CDAT follows what the kernel calculates since then" "$text" \
		"Read latency +$(cat "$cxl/$region/access0/read_latency") ns
 +Read bandwidth +$(cat "$cxl/$region/access0/read_bandwidth") MB/s
( +Latency .*
)?$cdat"
	i=$((i + 1))
done
modprobe device_dax
for DEV in $devs; do
	tool detach "$DEV"
	is "with device_dax, daxkmem detach returns $DEV to it" "$rc $(driver_of)" "0 device_dax"
	like "... and reports it" "$text" "$DEV: detached, bound to device_dax"
	is "... device_dax does not remember its name" "$(try $bus/drivers/device_dax/unbind "$DEV") $(try $bus/drivers/device_dax/bind "$DEV")" "ok ENODEV"
	is "... its node has no memory" "$(node_kb "$(node_of)" MemTotal)" 0
	tool attach "$DEV"
	is "... it can be attached again" "$rc $(state)" "0 online_movable"
	give_back
done
check "the module can be unloaded" unload
for region in $regions; do
	is "$region can be destroyed" "$(destroy_region "$region")" ""
done
rmmod device_dax
unload_cxl
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
