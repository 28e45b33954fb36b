#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# plan checks that the memmap fits in the memory available to the kernel, by the same sum as
# the driver (core/room). It also prints a note for a node without kernel memory: programs
# that a cpuset confines to such a node fail.
# usage: test_plan_kernel.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 13

# zoneinfo FREE: FREE pages in ZONE_NORMAL. ZONE_DMA32 counts, ZONE_MOVABLE does not.
zoneinfo() {
	put "$root/proc/zoneinfo" "Node 0, zone    DMA32
  per-node stats
      nr_slab_reclaimable 200
  pages free     500
        low      100
        high     150
        protection: (0, 300, 300)
      nr_free_pages 500
      nr_zone_inactive_file 8
      nr_zone_active_file 2
  pagesets
    cpu: 0
              high:  378
Node 0, zone   Normal
  pages free     $1
        low      0
        high     0
        protection: (0, 0, 0)
      nr_free_pages $1
Node 0, zone  Movable
  pages free     100000
        low      0
        high     0
        protection: (0, 0, 0)
      nr_free_pages 100000
Node 1, zone    DMA32
  pages free     0
        low      0
        high     0
        protection: (0, 0, 0)"
}

# plan_with FREE: plans dax0.0, whose memmap takes 4096 pages. Besides FREE pages in
# ZONE_NORMAL, 50 in ZONE_DMA32, 5 of files and 100 of slab caches are available.
plan_with() {
	zoneinfo "$1"
	run plan dax0.0
}

new_tree
new_device dax0.0 100000000 aa
plan_with 3941
is "a memmap that fits has no message" "$rc $(grep -c "memmap takes" <<< "$out")" "0 0"
plan_with 3940
like "a memmap one page too large may fit without device_dax" "$rc $out" \
	"^0 .*Note: its memmap takes 16M, and 15\.9[0-9]*M is available to the kernel; it may fit after device_dax has"
plan_with 2917
like "... up to a quarter of its size" "$rc" 0
plan_with 2916
like "... but not beyond that" "$rc $out" \
	"^1 .*IN THE WAY: its memmap takes 16M, and 11\.9[0-9]*M is available to the kernel"
rm "$devices/dax0.0/driver"
plan_with 3940
like "without a driver, one page too large does not fit" "$rc $out" \
	"^1 .*IN THE WAY: its memmap takes 16M, and 15\.9[0-9]*M is available"
attach dax0.0 online_movable online_movable 1073741824 1073741824
plan_with 100
is "an attached device already has its memmap" "$rc $(grep -c "memmap takes" <<< "$out")" "0 0"
bound dax0.0 device_dax
rm -r "$devices/dax0.0/dax_kmem" "$devices/dax0.0/state"
put "$root/sys/module/memory_hotplug/parameters/memmap_on_memory" Y
plan_with 100
is "a memmap on the device needs no other memory" "$rc $(grep -c "memmap takes" <<< "$out")" "0 0"
put "$root/sys/module/memory_hotplug/parameters/memmap_on_memory" N
put "$root/proc/zoneinfo" "Node 0, zone Movable"
run plan dax0.0
is "zoneinfo without ZONE_NORMAL: no message" "$rc $(grep -c "memmap takes" <<< "$out")" "0 0"
rm "$root/proc/zoneinfo"
run plan dax0.0
is "zoneinfo that cannot be read: no message" "$rc $(grep -c "memmap takes" <<< "$out")" "0 0"

# The note about programs that a cpuset confines to the node.
confined="Note: programs that a cpuset confines to node 1 cannot even write to a pipe; --kernel-size"
put "$root/sys/devices/system/node/has_normal_memory" 0,2-3
run plan dax0.0
like "a node with only ZONE_MOVABLE has a note" "$rc $out" "^0 .*$confined"
run plan dax0.0 --kernel-size 128M
is "... not with --kernel-size" "$(grep -c cpuset <<< "$out")" 0
run plan dax0.0 --policy online_kernel
is "... nor with another zone" "$(grep -c cpuset <<< "$out")" 0
put "$root/sys/devices/system/node/has_normal_memory" 0-1
run plan dax0.0
is "... nor if the node has kernel memory" "$(grep -c cpuset <<< "$out")" 0
finish
