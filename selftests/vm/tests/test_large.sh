#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A range of 512 GiB with memory blocks of 2 GiB: plan, attach of a part with the memmap on
# the device, resize, list, map and detach.
# tier: quick
# machines: large
# timeout: 900
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "adds memory by its address; for our guests only"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
plan 18
gib=$((1 << 30))
DEV=kmem_range.0

dev() {
	echo "/sys/bus/platform/devices/$DEV"
}

before=$(iomem)
is "a memory block has 2 GiB" "$block_size" $((2 * gib))
tool range add 0x1100000000 512G --unplugged
is "a range of 512 GiB is added" "$rc $text" "0 $DEV: added, without memory yet"
is "... all of it is usable" "$(attr usable_size)" $((512 * gib))
check "the memmap can be placed on the device" try "$(dev)/dax_kmem/memmap_on_memory" on
tool plan $DEV --size 64G
is "plan accepts 64 GiB" "$rc" 0
like "... with 1 GiB of them for the memmap" "$text" "Memmap size +1G[[:space:]]+Memmap location +the device"
like "... and suggests a kernel part of whole blocks" "$text" "--kernel-size 2G puts"
tool plan $DEV --size 513G
is "... but not 513 GiB" "$rc" 1

start=$SECONDS
tool resize $DEV 64G
echo "# 64 GiB: $((SECONDS - start)) s"
is "64 GiB are attached" "$rc $(attr online_size)" "0 $((64 * gib))"
is "... node 1 has them, without the memmap" "$(node_kb 1 MemTotal)" $((63 * gib / 1024))
tool resize $DEV 130G
echo "# 130 GiB: $((SECONDS - start)) s"
is "the range grows to 130 GiB" "$rc $(attr online_size)" "0 $((130 * gib))"
tool resize $DEV 131G
is "a size of half a block is refused" "$rc $(attr online_size)" "2 $((130 * gib))"
like "list shows the sizes" "$(daxkmem list $DEV --noheadings)" "$DEV +512G +dax_kmem +1 .* 130G +130G"
like "map shows the range" "$(daxkmem map $DEV)" "$DEV"
is "blocks lists 65 blocks" "$(blocks | wc -l)" 65
numactl --membind=1 nodefill 64 > /tmp/fill
like "programs can use the memory" "$(cat /tmp/fill)" "^1:16384"
tool detach $DEV
is "the range is detached" "$rc $(node_kb 1 MemTotal)" "0 0"
daxkmem range remove $DEV > /dev/null
rmmod dax_kmem
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
