#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem map compared with the driver's attributes and with known use of the memory.
# Kernel pages may stay in ZONE_NORMAL, so the guest is rebooted.
# tier: full
# machines: nvdimm
# after: reboot
# timeout: 240
. "$(dirname "$0")/lib.sh"
plan 15
[ -e /vm.conf ] || skip_all "leaves memory that may not be given back"
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
mib=$((1024 * 1024))

# row TITLE: prints all cells of the device
row() {
	daxkmem map "$DEV" | sed -n "s/^ .* $1 \+//p" | tr -d '\n'
}

# bytes KEY: prints a value of the device
bytes() {
	daxkmem map "$DEV" --json | tr -d '\n' |
		sed "s/.*\"driver\"/\"driver\"/; s/\"blocks\".*//; s/.*\"$1\":\([0-9]*\).*/\1/"
}

like "before attach, the device is shown as not memory" "$(daxkmem map)" "  $DEV: [0-9.]+[MG], not memory, bound to device_dax"
like "... and node 0 as ordinary memory" "$(daxkmem map)" "node 0: [0-9.]+[MG] DRAM, [0-9.]+[MG] used"
load
daxkmem attach "$DEV" > /dev/null
nr=$(blocks | wc -l)
is "attached, the device has a cell for each block" "$(row zone)" "$(printf "%${nr}s" | tr ' ' M)"
is "... no memory is in use" "$(row used | tr -d 0)" ""
like "... the device's line shows its size, state, zone and usage" "$(daxkmem map "$DEV")" "  $DEV: [0-9.]+[MG], online_movable, .* online in Movable, .* used,[[:space:]]+1 cell = 1 block of [0-9]+M"
before=$(bytes used_size)

mkfifo /tmp/go
numactl --membind="$node" nodefill 512 /tmp/go > /tmp/fill &
filler=$!
until_true 30 grep -q : /tmp/fill
at_least "with 512 MiB in use, at least 512 MiB are shown" $(($(bytes used_size) - before)) $((512 * mib))
at_least "... and at most 550 MiB" $((550 * mib)) $(($(bytes used_size) - before))
at_least "... the cells show them" "$(row used | tr -cd 9 | wc -c)" $((512 * mib / block_size - 1))
echo > /tmp/go
wait $filler
rm -f /tmp/go

half=$((nr / 2))
daxkmem resize "$DEV" $((half * block_size)) --bytes > /dev/null
is "after a resize, unplugged blocks are shown" "$(row zone | tr -cd M | wc -c) $(row zone | tr -cd . | wc -c)" "$half $((nr - half))"

set_state unplugged > /dev/null
is "a page is reported as bad" "$(try "$(dev)/dax_kmem/bad_pages" "$(page_of 3 7)")" ok
set_state online_movable > /dev/null
like "a bad page is shown in its cell" "$(daxkmem map "$DEV")" "bad +  !"$'\n'
like "... and in the legend" "$(daxkmem map "$DEV")" "M Movable .*! bad pages"
set_state unplugged > /dev/null
is "when the device is unplugged, no cell is online" "$(row zone | tr -d .)" ""
set_state online_kernel > /dev/null
is "ZONE_NORMAL is shown" "$(row zone)" "$(printf "%${nr}s" | tr ' ' N)"
like "... and in the legend" "$(daxkmem map "$DEV")" "N Normal"
finish
