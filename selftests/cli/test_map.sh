#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem map on small trees that look like /sys and /proc: the picture, in
# several widths, with and without colours. Needs no root.
# usage: test_map.sh [DAXKMEM]
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=json.sh
. "$here/json.sh"
# shellcheck source=pages.sh
. "$here/pages.sh"

# shellcheck source=tool.sh
. "$here/tool.sh"
plan 36
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
unset NO_COLOR COLUMNS LC_CTYPE LANG
export LC_ALL=C.UTF-8

# map ROOT WIDTH WORD...: sets rc and out
map() {
	local dir=$1 width=$2

	shift 2
	out=$(COLUMNS=$width "$tool" map --sysroot "$dir" "$@" 2>&1)
	rc=$?
}

# on_terminal ROOT WIDTH WORD...: the same on a terminal of that width
on_terminal() {
	local dir=$1 width=$2

	shift 2
	out=$(script -qec "stty cols $width rows 50; '$tool' map --sysroot '$dir' $*" \
		/dev/null < /dev/null | tr -d '\r')
}

# The text without its colour sequences.
uncolored() {
	sed 's/\x1b\[[0-9;]*m//g' <<< "$1"
}

# too_wide WIDTH TEXT: the lines that have more columns
too_wide() {
	local line

	while IFS= read -r line; do
		[ ${#line} -le "$1" ] || echo "$line"
	done <<< "$2"
}

# blocks NR: lines for "attached": ZONE_MOVABLE, then ZONE_NORMAL; the last two are
# offline and unplugged
blocks() {
	local i zone

	for ((i = 0; i < $1 - 2; i++)); do
		zone=Movable
		[ $((i * 3)) -lt $((2 * $1)) ] || zone=Normal
		echo "$((32 + i)) online $zone $((i == 4))"
	done
	echo "$((32 + i)) offline - 0"
	echo "$((33 + i)) unplugged - 0"
}

# A device of 15 blocks, each a bit fuller than the one before, and a device
# of each other kind.
make_full() {
	local i

	full=$work/full
	machine "$full"
	node "$full" 1 26624 13312
	device "$full" dax0.0 32000000 1 dax_kmem
	blocks 15 | attached "$full" dax0.0 mixed
	echo 0x0000000004800000-0x0000000004800fff \
		> "$full/sys/bus/dax/devices/dax0.0/dax_kmem/bad_pages"
	for ((i = 0; i < 13; i++)); do
		pages "$full" $((32 + i)) 0 $((i * 42)) "$ANON"
		pages "$full" $((32 + i)) $((i * 42)) $((PAGES - i * 42)) "$FREE"
	done
	device "$full" dax1.0 2111832064 1 device_dax
	device "$full" dax2.0 1073741824 3 kmem
	device "$full" dax3.0 1073741824 "" fsdev_dax
}

# make_large BLOCKS: a device with so many blocks that a cell must stand for several.
make_large() {
	local i

	large=$work/large
	machine "$large"
	device "$large" dax0.0 $(($1 * PAGES * 4096)) 1 dax_kmem
	blocks "$1" | attached "$large" dax0.0 mixed
}

test_plain() {
	map "$full" 80
	is "map, 80 columns" "$rc" 0
	is "... the picture" "$out" "\
node 0: 1G DRAM, 220M used
node 1: 26M, 13M used
  dax0.0: 30.5M, mixed, 26M of 30M online in Movable,Normal, 12.7M used, 4K bad,
    1 cell = 1 block of 2M
  memory32 zone MMMMMMMMMMNNN-.
           used 0012344567899
           bad      !
  dax1.0: 1.9G, not memory, bound to device_dax
node 3: no memory
  dax2.0: 1G, in use by the in-tree kmem driver
no node:
  dax3.0: 1G, not memory, bound to fsdev_dax
M Movable  N Normal  - offline  . unplugged  0-9 tenths in use  ! bad pages"
	map "$full" 40
	is "40 columns" "$out" "\
node 0: 1G DRAM, 220M used
node 1: 26M, 13M used
  dax0.0: 30.5M, mixed, 26M of 30M
    online in Movable,Normal,
    12.7M used, 4K bad,
    1 cell = 1 block of 2M
  memory32 zone MMMMMMMMMMNNN-.
           used 0012344567899
           bad      !
  dax1.0: 1.9G,
    not memory, bound to device_dax
node 3: no memory
  dax2.0: 1G,
    in use by the in-tree kmem driver
no node:
  dax3.0: 1G,
    not memory, bound to fsdev_dax
M Movable  N Normal  - offline
. unplugged  0-9 tenths in use
! bad pages"
	map "$full" 80 dax0.0 --bytes
	is "one device: only its node, in bytes" "$out" "\
node 1: 27262976, 13631488 used
  dax0.0: 32000000, mixed, 27262976 of 31457280 online in Movable,Normal,
    13414400 used, 4096 bad, 1 cell = 1 block of 2097152
  memory32 zone MMMMMMMMMMNNN-.
           used 0012344567899
           bad      !
M Movable  N Normal  - offline  . unplugged  0-9 tenths in use  ! bad pages"
}

test_unknown_use() {
	mv "$full/proc/kpageflags" "$full/away"
	map "$full" 80 dax0.0
	is "without /proc/kpageflags, use is not shown" "$out" "\
node 1: 26M, 13M used
  dax0.0: 30.5M, mixed, 26M of 30M online in Movable,Normal, 4K bad,
    1 cell = 1 block of 2M
  memory32 zone MMMMMMMMMMNNN-.
           bad      !
M Movable  N Normal  - offline  . unplugged  ! bad pages
use is not shown: /proc/kpageflags cannot be read (requires root)"
	map "$full" 80 dax0.0 --json
	like "... in JSON it is null" "$out" '"block":"memory32",[^}]*"used_size":null'
	mv "$full/away" "$full/proc/kpageflags"
}

test_many_blocks() {
	make_large 500
	map "$large" 80
	is "500 blocks: the picture has 8 rows" "$(grep -c zone <<< "$out")" 8
	like "... with one cell for each block" "$out" "1 cell = 1 block of 2M"
	is "... 500 cells" "$(sed -n 's/.* zone //p' <<< "$out" | tr -d '\n' | wc -c)" 500
	map "$large" 40
	like "with 40 columns, a cell stands for several blocks" "$out" "1 cell = 4 blocks of 2M"
	is "... and there are 125 cells" "$(sed -n 's/.* zone //p' <<< "$out" | tr -d '\n' | wc -c)" 125
	like "... a cell with two zones is marked" "$out" "MMMMxNNNN.*x several zones"
	like "... the second row starts with its first block" "$out" $'\n'"  memory124 zone MMM"
	make_large 5000
	for width in 40 80 132; do
		map "$large" $width
		is "5000 blocks, $width columns: no line is wider" \
			"$(too_wide $width "$out")" ""
		at_least "... in 5 rows or more" "$(grep -c zone <<< "$out")" 5
	done
	like "... a cell that contains a bad block is marked" "$out" "bad +!"
}

test_colors() {
	local width plain e=$'\033'

	command -v script > /dev/null || {
		skip "colours on a terminal" "script is missing (package bsdutils)" 11
		return
	}
	on_terminal "$full" 80 dax0.0
	is "on a terminal the map uses Unicode" "$(uncolored "$out")" "\
node 1: 26M, 13M used
  dax0.0: 30.5M, mixed, 26M of 30M online in Movable,Normal, 12.7M used, 4K bad,
    1 cell = 1 block of 2M
  memory32 ░░░░!▒▒▓▓▓███╌·
■ Movable  ■ Normal  ░ under 25%  ▒ under 50%  ▓ under 75%  █ used  ! bad pages
╌ offline  · unplugged"
	like "... Movable is green" "$out" "memory32 $e\[32m░$e\[0m"
	like "... Normal is yellow" "$out" "$e\[33m█$e\[0m"
	like "... bad pages have a red background" "$out" "$e\[1;37;41m!$e\[0m"
	map "$full" 80 dax0.0
	plain=$out
	on_terminal "$full" 80 dax0.0 --color=never
	is "--color=never prints the same as to a pipe" "$out" "$plain"
	LC_ALL=C.UTF-8 map "$full" 80 dax0.0 --color=always
	check "--color=always prints colours to a pipe" grep -q $'\e' <<< "$out"
	NO_COLOR=1 on_terminal "$full" 80 dax0.0
	is "NO_COLOR disables colours" "$out" "$plain"
	LC_ALL=C on_terminal "$full" 80 dax0.0
	is "... and so does a locale that is not UTF-8" "$out" "$plain"
	for width in 40 80 132; do
		on_terminal "$large" $width
		is "5000 blocks on a terminal of $width columns fit" \
			"$(too_wide $width "$(uncolored "$out")")" ""
	done
}

test_json() {
	map "$full" 80 --json
	fits "--json matches its schema" map "$out"
	shows "--json has the same data" "$out" '
		[.block_size, .use_from_one_of, [.nodes[].node]],
		(.nodes[1] | [.size, .used_size, .other_size, [.devices[].chardev]]),
		(.nodes[1].devices[0] | [.used_size, .bad_size, (.blocks | length)]),
		(.nodes[1].devices[0].blocks[0, 4, 13, 14] |
			[.block, .state, .zone, .used_size, .bad_pages]),
		[.nodes[1].devices[1].blocks, .devices_without_node[0].chardev]' '[2097152,1,[0,1,3]]
[27262976,13631488,0,["dax0.0","dax1.0"]]
[13414400,4096,15]
["memory32","online","Movable",0,0]
["memory36","online","Movable",684032,1]
["memory45","offline",null,0,0]
["memory46","unplugged",null,0,0]
[null,"dax3.0"]'
}

test_refusals() {
	map "$full" 80 dax9.0
	is "a device that does not exist: exit code" "$rc" 1
	like "... the error says why" "$out" "dax9.0: cannot draw the map: there is no such device"
	map "$work/nothing" 80
	is "a machine without NUMA and dax: nothing to draw" "$rc $out" \
		"0 daxkmem: no NUMA nodes and no dax devices found"
}

make_full
test_plain
test_unknown_use
test_many_blocks
test_colors
test_json
test_refusals
finish
