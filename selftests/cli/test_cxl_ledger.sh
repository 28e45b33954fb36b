#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The ledgers of devices in CXL regions follow the memory devices, by their serial numbers,
# when regions and memory devices get other names and addresses. On small trees.
# usage: test_cxl_ledger.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
# shellcheck source=cxl_tree.sh
. "$here/cxl_tree.sh"

plan 17
new_tree
new_decoder decoder0.0 1 10
new_decoder decoder0.1 2 20 30
new_memdev 0 10 0xc0
new_memdev 1 20 0xc1
new_memdev 2 30 0xfedcba9876543210
new_region 0 decoder0.0 100000000 0
new_region 1 decoder0.1 200000000 1 2
dir=$root/var/lib/daxkmem

# saves TEXT WORD ADDRESS FILE: a bad page is saved in this file
saves() {
	run bad add "$2" "$3"
	is "$1" "$rc $(find "$dir" -newer "$work/before" -name '*.bad' -printf '%f\n')$err" "0 $4"
	touch -r "$dir/$4" "$work/before"
	sleep 0.01
}

# knows TEXT WORD ADDRESS: the list of the device has only the page at this address
knows() {
	run bad list "$2"
	is "$1" "$rc $(awk 'NR > 1 { print $1 }' <<< "$out")" "0 $(printf '%#018x' "$3")"
}

touch -d 2020-01-01 "$work/before"
saves "a region of one device" serial=0xc0 0x100005000 cxl-c0.0.bad
saves "an interleaved region" serial=0xc1 0x200007000 cxl-c1.0-fedcba9876543210.0-by256.bad

# Another order: the memory devices, regions and dax devices get other numbers, the windows
# other addresses.
put "$cxl/mem0/serial" 0xfedcba9876543210
put "$cxl/mem2/serial" 0xc0
rm -r "$cxl/region0" "$cxl/region1" "$devices/dax0.0" "$devices/dax1.0"
new_region 4 decoder0.0 500000000 2
new_region 5 decoder0.1 600000000 1 0
knows "the list follows a serial number" serial=0xc0 0x500005000
knows "... and those of an interleaved region" region=region5 0x600007000
put "$cxl/region5/target0" decoder10.0
put "$cxl/region5/target1" decoder11.0
says "another order of the devices is another medium" 0 "" bad list dax5.0
put "$cxl/region5/target0" decoder11.0
put "$cxl/region5/target1" decoder10.0
put "$cxl/region5/interleave_granularity" 512
says "... as is another granularity" 0 "" bad list dax5.0
put "$cxl/decoder12.0/dpa_resource" 0x40000000
says "... and another part of a memory device" 0 "" bad list dax4.0
saves "... which has a list of its own" dax4.0 0x500009000 cxl-c0.40000000.bad

# Several dax devices of one region.
put "$devices/dax4.0/mapping0/start" 0x510000000
saves "a device that is not at the start of the region" dax4.0 0x510003000 cxl-c0.40000000-at10000000.bad
knows "... has only its own pages" dax4.0 0x510003000

# Regions of many devices: the name is cut, and differs nevertheless.
name=cxl
for i in {20..35}; do
	new_memdev "$i" "$i" "0xabcdef00000000$i"
	name+=-abcdef00000000$i.0
done
new_region 6 decoder0.1 700000000 {20..35}
run bad add dax6.0 0x700001000
file=$(basename "$dir/${name:0:82}"*.bad)
is "16 devices: the name is cut" "$rc ${#file}" "0 103"
like "... and ends in a hash" "$file" "^${name:0:82}-[0-9a-f]{16}\.bad$"
knows "... the list has the page" dax6.0 0x700001000
put "$cxl/mem35/serial" 0xabcdef0000000036
says "... another device at the end is another medium" 0 "" bad list dax6.0

touch "$work/before"
# What has no unique name is named by the region, as before.
put "$cxl/mem2/serial" 0x0
saves "a memory device without a serial number" dax4.0 0x510004000 region4-0x510000000.bad
: > "$cxl/region5/target1"
saves "a region with a missing device" dax5.0 0x600008000 region5-0x600000000.bad
rm "$cxl/decoder11.0/dpa_resource"
saves "a decoder without a device address" dax5.0 0x600009000 region5-0x600000000.bad
finish
