#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Memory that the driver keeps after its device is gone, on small trees: how list, map, doctor
# and metrics show it, and the command that recovers it. Needs no root.
# usage: test_kept.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
# shellcheck source=metrics_format.sh
. "$cli/metrics_format.sh"
# shellcheck source=json.sh
. "$cli/json.sh"
plan 49
export COLUMNS=100 LC_ALL=C.UTF-8
mib=$((1 << 20))
block=$((128 * mib))
nd=/sys/bus/nd/devices
memory=/sys/devices/system/memory

# kept_line NAME PART START-END NODE BLOCK NR PLUGGED ONLINE POLICY
kept_line() {
	printf '%-31s %-11s %s %4d %-16s %8u %16u %16u %-14s\n' "$@" \
		>> "$root/sys/bus/dax/drivers/${drv:-dax_kmem}/kept"
}

# blocks FIRST NR STATE [ZONE]
blocks() {
	local i

	for ((i = $1; i < $1 + $2; i++)); do
		put $memory/memory$i/state "$3"
		put $memory/memory$i/valid_zones "${4:-none}"
	done
}

# ranges NAME START-END...: the ranges of a device, in any order
ranges() {
	local d=/sys/bus/dax/devices/$1 i=0 r

	shift
	for r in "$@"; do
		put "$d/mapping$i/start" "${r%-*}"
		put "$d/mapping$i/end" "${r#*-}"
		i=$((i + 1))
	done
}

# A machine whose driver keeps nothing.
machine() {
	rm -rf "$root"
	mkdir -p "$root/sys/bus/dax/devices" "$root/sys/bus/dax/drivers/dax_kmem"
	: > "$root/sys/bus/dax/drivers/dax_kmem/kept"
	put /sys/module/dax_kmem/parameters/policy online_movable
	put $memory/block_size_bytes 8000000
	put /sys/devices/system/node/node1/meminfo \
		"Node 1 MemTotal:       1048576 kB
Node 1 MemFree:        1000000 kB"
}

# One of eight blocks is offline.
keep_dax0() {
	kept_line dax0.0 1/1 "${1:-0x0000000100200000-0x0000000147ffffff}" 1 \
		memory33 8 $((8 * block)) $((7 * block)) online_movable
	blocks 33 7 online Movable
	blocks 40 1 offline Movable
}

# pmem NAME START SIZE
pmem() {
	put "$nd/$1/resource" "$2"
	put "$nd/$1/size" "$3"
}

doctor_says() {
	run doctor
	sed -n 's/^\([A-Z]*\) *kept  *\(.*\)/\1 \2/p' <<< "$out" | sed 's/ *-$//'
}

test_nothing() {
	machine
	tree_device dax0.0 1205862400 1 device_dax
	is "nothing is kept: doctor" "$(doctor_says)" "OK no memory is kept of devices that no longer exist or are unbound"
	run list
	is "... list shows nothing" "$rc $err $(grep -c kept <<< "$out")" "0  0"
	run metrics
	like "... metrics show 0" "$out" "daxkmem_driver_kept_bytes 0"
	rm "$root/sys/bus/dax/drivers/dax_kmem/kept"
	like "an older driver without the attribute kept: doctor" "$(doctor_says)" "^UNKNOWN the loaded dax_kmem is older"
	run metrics
	is "... metrics have no figure" "$(grep -c kept <<< "$out")" 0
	run list
	is "... list and map work" "$rc $err $(run map > /dev/null; echo "$rc")" "0  0"
	rmdir "$root/sys/bus/dax/drivers/dax_kmem"
	rm -r "$root/sys/module/dax_kmem"
	is "no driver, nothing kept" "$(doctor_says)" "OK no memory is kept of devices that no longer exist or are unbound"
}

# The device exists under another name, without a driver.
test_unbound() {
	machine
	keep_dax0
	tree_device dax0.0 1205862400 1 device_dax
	ranges dax0.0 0x148200000-0x18fffffff
	tree_device dax0.1 1205862400 1
	ranges dax0.1 0x120000000-0x147ffffff 0x100200000-0x11fffffff
	run list
	is "unbound: list" "$rc $out" "0 \
DEVICE SIZE DRIVER     NODE STATE POLICY         PLUGGED ONLINE LOST
dax0.0 1.1G device_dax    1 -     -                    -      -    -
dax0.1 1.1G -             1 kept  online_movable      1G   896M    -"
	is "... and the command that recovers the memory" "$err" "\
daxkmem: dax0.0 no longer exists, but 1G of its memory stays on node 1, 896M of it online (0x100200000-0x147ffffff)
  next: daxkmem attach dax0.1"
	run list dax0.0
	is "... not when only another device is listed" "$err" ""
	run list dax0.1 --verbose
	like "... --verbose lists its blocks" "$out" "memory39 online  Movable +-"$'\n'"memory40 offline +- +-$"
	run list --json
	is "... nothing on standard error with --json" "$err" ""
	fits "... which matches its schema" list "$out"
	fields "... with the kept memory" "$out" \
		"\"dax0.0\" 1 \"online_movable\" $((8 * block)) $((7 * block)) \"dax0.1\" \"daxkmem attach dax0.1\"" \
		"1 kept name" "1 kept target_node" "1 kept policy" "1 kept plugged_size" \
		"1 kept online_size" "1 kept device" "1 kept next"
	fields "... and its addresses" "$out" "$((0x100200000)) $((0x147ffffff)) \"memory33\" 8" \
		"1 kept ranges 0 start" "1 kept ranges 0 end" "1 kept ranges 0 block" "1 kept ranges 0 blocks"
	fields "... the driver's attributes are null" "$out" "null null false" \
		"1 state" "1 online_size" "1 attached"
	run list --json --verbose
	fits "... with --verbose too" list "$out"
	is "... doctor" "$(doctor_says)" \
		"WARN dax0.0 no longer exists, but 1G of its memory stays on node 1, 896M of it online (0x100200000-0x147ffffff) daxkmem attach dax0.1"
}

test_map() {
	run map
	is "... map" "$rc $out" "0 \
node 1: 1G, 128M not from these devices, 47.4M used
  dax0.0: 1.1G, not memory, bound to device_dax
  dax0.1: 1.1G, kept, 896M of 1G online in Movable, 1 cell = 1 block of 128M
  memory33 zone MMMMMMM-
  to recover it: daxkmem attach dax0.1
M Movable  - offline
use is not shown: /proc/kpageflags cannot be read (requires root)"
	run map dax0.1
	is "... of this device alone" "$(grep -c kept <<< "$out") $(grep -c dax0.0 <<< "$out")" "1 0"
	run map --json
	fits "... as JSON" map "$out"
	fields "... with the kept memory" "$out" "\"dax0.1\" \"daxkmem attach dax0.1\" \"memory33\" null" \
		"nodes 0 devices 1 chardev" "nodes 0 devices 1 kept next" \
		"nodes 0 devices 1 blocks 0 block" "nodes 0 devices 1 blocks 0 bad_pages"
}

test_gone() {
	local back="ndctl enable-namespace namespace0.0; daxkmem attach namespace0.0"

	machine
	keep_dax0
	pmem region0 0x100000000 1207959552
	pmem namespace0.0 0x100000000 1207959552
	put $nd/namespace0.1/size 0
	run list
	is "gone: list" "$rc $out" "0 \
DEVICE        SIZE DRIVER NODE STATE POLICY         PLUGGED ONLINE LOST
dax0.0 (gone)    - -         1 kept  online_movable      1G   896M    -"
	like "... the next step enables its namespace" "$err" "dax0.0 no longer exists, .*next: $back"
	run list --json
	fits "... --json matches its schema" list "$out"
	fields "... the device is null" "$out" "null null \"dax0.0\" null 1" \
		"0 chardev" "0 size" "0 kept name" "0 kept device" "0 target_node"
	run map
	like "... map" "$out" "  dax0.0 \(gone\): kept, 896M of 1G online in Movable,.*memory33 zone MMMMMMM-.*to recover it: $back"
	run map --json
	fits "... as JSON" map "$out"
	run metrics
	is "... metrics" "$(format_errors <<< "$out"; grep kept <<< "$out" | grep -v '#')" "\
daxkmem_driver_kept_bytes $((8 * block))
daxkmem_kept_plugged_bytes{device=\"dax0.0\",node=\"1\"} $((8 * block))
daxkmem_kept_online_bytes{device=\"dax0.0\",node=\"1\"} $((7 * block))"
	like "... its node is shown" "$out" 'daxkmem_node_memory_total_bytes\{node="1"\}'
	run detach dax0.0
	is "a command on the missing device says that its memory is kept" "$rc $err" "1 \
daxkmem: dax0.0: cannot detach: the device no longer exists; the driver keeps 1G of its memory on node 1 (ENODEV)
  next: $back"
	run state dax7.7
	like "... but not on a device that never existed" "$err" "there is no such device \(ENODEV\)"

	rm -r "$root$nd/namespace0.0"
	run doctor
	like "if its namespace was destroyed, the next step creates one" "$out" \
		"WARN +kept .* ndctl create-namespace -m devdax -M mem -r region0 -s 1207959552; daxkmem attach region=region0"
	rm -r "$root$nd"
	run doctor
	like "without a namespace or region, doctor asks for the same addresses" "$out" "WARN +kept .* create a dax device with exactly these addresses again"
	run list --json
	fields "... next is null in JSON" "$out" "null" "0 kept next"
}

test_other_ranges() {
	machine
	keep_dax0
	tree_device dax0.0 1205862400 1
	ranges dax0.0 0x100200000-0x14fffffff
	run list
	like "a device of the same name with other addresses does not match" "$out" \
		"dax0.0 +1.1G - +1 - .*dax0.0 \(gone\) +- - +1 kept"
	is "... and attach is not suggested" "$(grep -c "attach dax0.0" <<< "$err")" 0
}

# For other users than root, the addresses are zeros.
test_user() {
	local zeros=0x0000000000000000-0x0000000000000000

	machine
	keep_dax0 $zeros
	tree_device dax0.0 1205862400 1
	run list
	like "not root, a device of that name without a driver" "$out" "dax0.0 +1.1G - +1 kept"
	is "... matches, and no address is shown" "$err" "\
daxkmem: dax0.0 has no driver, but 1G of its memory stays on node 1, 896M of it online
  next: daxkmem attach dax0.0"
	run list --json
	fits "... --json matches its schema" list "$out"
	fields "... the addresses are null" "$out" "null null \"memory33\"" \
		"0 kept ranges 0 start" "0 kept ranges 0 end" "0 kept ranges 0 block"
	mkdir -p "$root/sys/bus/dax/drivers/device_dax"
	ln -s ../../drivers/device_dax "$root/sys/bus/dax/devices/dax0.0/driver"
	run list
	like "... a device with a driver does not match" "$err" "dax0.0 no longer exists, .* next: sudo daxkmem doctor"
}

# The driver, loaded as kmem, keeps memory of a device with two ranges, one of them smaller
# than a block, and of another device that had the same name.
test_several() {
	local drv=kmem

	machine
	rm -r "$root/sys/bus/dax/drivers/dax_kmem"
	mkdir -p "$root/sys/bus/dax/drivers/kmem"
	kept_line dax0.0 1/2 0x0000000100000000-0x0000000100ffffff 1 - 0 0 0 auto
	kept_line dax0.0 2/2 0x0000000108000000-0x0000000117ffffff 1 memory33 2 $((2 * block)) $block auto
	kept_line dax0.0 1/1 0x0000000120000000-0x0000000127ffffff 1 memory36 1 $block $block online
	kept_line dax1.0 1/1 0x0000000128000000-0x000000012fffffff 3 memory37 1 $block 0 offline
	tree_device dax0.0 285212672 1
	ranges dax0.0 0x108000000-0x117ffffff 0x100000000-0x100ffffff
	run list
	is "several: list" "$rc $out" "0 \
DEVICE        SIZE DRIVER NODE STATE POLICY  PLUGGED ONLINE LOST
dax0.0        272M -         1 kept  auto       256M   128M    -
dax0.0 (gone)    - -         1 kept  online     128M   128M    -
dax1.0 (gone)    - -         3 kept  offline    128M      0    -"
	like "... the second range is counted" "$err" "256M of its memory .* \(0x100000000-0x100ffffff and 1 more\)"
	run list --json --verbose
	fits "... --json matches its schema" list "$out"
	fields "... a range without a block" "$out" "null 0 \"memory33\"" \
		"0 kept ranges 0 block" "0 kept ranges 0 blocks" "0 kept ranges 1 block"
	run metrics
	is "... metrics: one sample for each name and node" \
		"$(format_errors <<< "$out"; grep '^daxkmem_kept_online' <<< "$out")" "\
daxkmem_kept_online_bytes{device=\"dax0.0\",node=\"1\"} $((2 * block))
daxkmem_kept_online_bytes{device=\"dax1.0\",node=\"3\"} 0"
}

test_garbled() {
	machine
	kept_line dax0.0 2/2 0x0000000108000000-0x0000000117ffffff 1 memory33 2 0 0 auto
	like "a list that cannot be parsed: doctor reports it" "$(doctor_says)" "^UNKNOWN the memory that dax_kmem keeps .* cannot be read: Protocol error"
	echo "dax0.0 is kept" > "$root/sys/bus/dax/drivers/dax_kmem/kept"
	run list
	is "... list works" "$rc" 0
}

test_nothing
test_unbound
test_map
test_gone
test_other_ranges
test_user
test_several
test_garbled
finish
