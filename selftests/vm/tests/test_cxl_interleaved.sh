#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A CXL region that is interleaved over two devices: its dax device is memory like any other.
# tier: quick
# kernels: newest other next flavour -6.1-cloud
# machines: cxl_interleaved
# brings: program cxl trixie
# timeout: 300
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
plan 20
before=$(iomem)
load_cxl
read -ra mems <<< "$(memdevs)"
create_region decoder0.0 "${mems[@]}"
is "... it is interleaved two ways" "$(cat "$cxl/$region/interleave_ways")" 2
size=$((2 * $(cat "$cxl/${mems[0]}/ram/size")))
is "... its dax device has the memory of both" "$(cat "$(dev)/size")" $size
is "... and no driver" "$(driver_of)" ""
node=$(node_of)
tool plan "$DEV"
like "... and, before it is online, the latency of each device and the bandwidth of both" "$text" \
	"Device latency +150 ns .*Device bandwidth +32000 MB/s "
load
is "$DEV is bound by its name" "$(bind_dev) $(state)" "ok online_movable"
is "... all blocks are online and Movable" "$(zones) $(attr online_size) $(attr lost_size)" "Movable $size 0"
is "... node $node has the memory" "$(node_kb "$node" MemTotal)" $((size / 1024))
same_access
tool list "$DEV" --output cdat-latency,cdat-bandwidth --raw --noheadings
is "... beside those of the devices" "$text" "150 32000"
# Emulating interleaved memory is slow.
is "a program gets pages of it" "$(numactl --membind="$node" nodefill 16 | xargs)" "$node:4096 lost 0"
tool detach "$DEV"
is "daxkmem detach gives it back" "$rc $(driver_of) $(node_kb "$node" MemTotal)" "0  0"
tool attach "$DEV"
is "daxkmem attach takes it again" "$rc $(state) $(attr online_size)" "0 online_movable $size"
for m in "${mems[@]}"; do
	tool list "serial=$(cat "$cxl/$m/serial")" --output device,region,memdevs,ways,granularity --bytes --raw --noheadings
	is "daxkmem finds it by the serial number of $m" "$rc $text" \
		"0 $DEV $region ${mems[0]},${mems[1]} 2 $(cat "$cxl/$region/interleave_granularity")"
done
is "the device is unplugged" "$(set_state unplugged)" ok
check "... and unbound" try $bus/drivers/$drv/unbind "$DEV"
check "the module can be unloaded" unload
is "the region can be destroyed" "$(destroy_region "$region")" ""
unload_cxl
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
