#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem why on small trees that look like /sys and /proc: the kinds of pages that it
# finds, their owners, and its advice. Needs no root.
# usage: test_why.sh [DAXKMEM]
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
plan 45
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root

# why WORD...: sets rc, out and err
why() {
	"$tool" why --sysroot "$root" "$@" > "$work/out" 2> "$work/err"
	rc=$?
	out=$(< "$work/out") err=$(< "$work/err")
}

# fill BLOCK FIRST COUNT FLAGS [CGROUP]
fill() {
	pages "$root" "$@"
}

# process PID COMMAND PINNED-KIB: a process without memory
process() {
	put "$root/proc/$1/comm" "$2"
	put "$root/proc/$1/status" "Name:	$2
VmPin:	       $3 kB"
	: > "$root/proc/$1/maps"
	: > "$root/proc/$1/numa_maps"
}

# maps PID ADDRESS COUNT NODE BLOCK FIRST: pages of a process
maps() {
	local start=$(($2))

	printf '%x-%x rw-p 00000000 00:00 0\n' $start $((start + $3 * 4096)) \
		>> "$root/proc/$1/maps"
	printf '%x default anon=%d N%d=%d kernelpagesize_kB=4\n' $start "$3" \
		"$4" "$3" >> "$root/proc/$1/numa_maps"
	words "$root/proc/$1/pagemap" $((start / 4096)) "$3" $((1 << 63 | ($5 * PAGES + $6))) 1
}

# memory32 has kernel pages, memory33 pages that can be moved, memory34 pages of a driver and
# bad pages; memory35 is free, and memory36 is offline.
make_root() {
	local db web

	machine "$root"
	node "$root" 1 8192 4096
	mkdir -p "$root/sys/fs/cgroup"/{db,system/web}
	touch "$root/sys/fs/cgroup"/{,db/,system/,system/web/}cgroup.procs
	db=$(stat -c %i "$root/sys/fs/cgroup/db")
	web=$(stat -c %i "$root/sys/fs/cgroup/system/web")
	device "$root" dax0.0 10485760 1 dax_kmem
	device "$root" dax1.0 2111832064 2 device_dax
	device "$root" dax2.0 4194304 1 kmem
	attached "$root" dax0.0 mixed <<-END
		32 online Normal 0
		33 online Movable 0
		34 online Movable 1
		35 online Movable 0
		36 offline - 0
	END
	echo 0x0000000004400000-0x0000000004400fff \
		> "$root/sys/bus/dax/devices/dax0.0/dax_kmem/bad_pages"

	fill 32 0 5 "$MEMMAP"
	fill 32 5 3 "$OLD_MEMMAP"
	fill 32 8 4 "$SLAB"
	fill 32 12 2 "$TABLES"
	fill 32 14 1 "$RESERVED"
	fill 32 15 10 "$NOTHING"
	fill 32 25 5 "$ANON" "$db"
	fill 32 30 482 "$FREE"

	fill 33 0 16 "$ANON" "$db"
	fill 33 16 1 "$THP_HEAD" "$db"
	fill 33 17 31 "$THP_TAIL" 0
	fill 33 48 8 "$CACHE" "$web"
	fill 33 56 2 "$NEW_CACHE" "$web"
	fill 33 58 4 "$MLOCKED" 4242424242
	fill 33 62 1 "$HUGETLB_HEAD"
	fill 33 63 63 "$HUGETLB_TAIL"
	fill 33 126 2 "$NOTHING"
	fill 33 128 384 "$FREE"

	fill 34 0 1 "$OFFLINE"
	fill 34 1 3 "$POISON"
	fill 34 4 2 "$OFFLINE"
	fill 34 6 506 "$FREE"

	fill 35 0 512 "$FREE"

	process 100 "db main" 0
	process 200 web 8
	process 300 elsewhere 0
	process 400 thread 0
	maps 100 0x400000 16 1 33 0
	maps 100 0x600000 5 1 32 25
	maps 200 0x400000 8 1 33 48
	maps 200 0x800000 4 0 1 0
	# on the node, but in another block; and on another node
	maps 300 0x400000 4 1 99 0
	maps 400 0x400000 4 0 1 0
}

test_device() {
	why dax0.0
	is "why DEVICE" "$rc $err" "0 "
	is "... prints the full report" "$out" "\
dax0.0: 5 blocks of 2M on node 1; 1 would not go offline; 1 may or may not go offline; 2 would go offline; 1 already offline

BLOCK    ZONE    GOES    USED MOVES STAYS UNSURE KEPT BY
memory32 Normal  no      120K   20K   28K    40K slab 16K, page tables 8K, reserved 4K, unknown 40K
memory34 Movable perhaps   8K     0     0     8K driver 8K
memory33 Movable yes     512K  512K     0      0 -
... and 2 more blocks; use --all to show them

KIND             SIZE MOVES   ADVICE
slab              16K no      echo 2 > /proc/sys/vm/drop_caches frees dentries and inodes; only a reboot frees the rest
page tables        8K no      end the processes whose memory they map; otherwise reboot
reserved           4K no      the kernel keeps it; only a reboot frees it
driver             8K perhaps owned by a balloon or another memory driver, which decides
unknown           40K perhaps free in a per-CPU list, or the memmap of other blocks: neither stays; the rest belongs to the kernel until a reboot
anonymous         84K yes     offlining moves it; migratepages 100 1 0 moves it before that
transparent huge 128K yes     offlining moves it; migratepages 100 1 0 moves it before that
page cache        40K yes     offlining moves it; echo 1 > /proc/sys/vm/drop_caches frees clean pages that are on disk
mlocked           16K yes     offlining moves it, locked or not
hugetlb          256K yes     offlining dissolves free ones, and moves the rest to huge pages of another node if it has any
unknown            8K yes     free in a per-CPU list, or of a driver whose pages offlining moves
memory map        32K aside   removed together with its block
bad               16K aside   does not prevent offlining

CGROUP             SIZE
(in none)          372K
/db                212K
/system/web         40K
(inode 4242424242)  16K

PID COMMAND SIZE PINNED
100 db main  84K      0
200 web      32K     8K

note: memory that does not move was allocated by the kernel for itself; ZONE_MOVABLE has none of it: after a reboot, use the policy online_movable
note: no file shows which pages are pinned (DMA, RDMA, io_uring, vmsplice); if a block stays online that would go offline, examine the processes with pages in it"
	why dax0.0 --all
	like "--all: all blocks" "$out" "memory33 .*memory35 Movable yes +0 .*memory36 - +offline "
	why dax0.0 --bytes
	like "--bytes" "$out" "memory32 Normal +no +122880 +20480 28672 +40960 slab 16384, page tables 8192"
}

test_block() {
	put "$root/sys/devices/system/memory/memory33/state" online
	put "$root/sys/devices/system/memory/memory33/valid_zones" Movable
	mkdir "$root/sys/devices/system/memory/memory33/node1"
	why memory33
	is "why memoryN" "$rc $err" "0 "
	like "... reports only that block" "$out" "^memory33: 1 block of 2M on node 1; 1 would go offline"
	like "... with its zone" "$out" "memory33 Movable yes +512K +512K +0"
	like "... with the size that a process has in it" "$out" "100 db main +64K"
	why memory34
	is "a block that does not exist: exit code" "$rc" 1
	like "... the error says why" "$err" "memory34: .*no such memory block \(ENODEV\)"
	put "$root/sys/devices/system/memory/memory34/state" online
	put "$root/sys/devices/system/memory/memory34/valid_zones" Movable
	why memory34
	like "bad pages of the device are counted" "$out" "bad +16K aside"
	for word in memory memory-1 memory3x "memory 3" memory99999999999999999999999; do
		why "$word"
		is "$word is not a block name" "$rc $out" "2 "
	done
}

# The in-tree kmem driver has no list of blocks.
test_in_tree() {
	local d=$root/sys/bus/dax/devices/dax2.0

	# memory33 and memory34 as a whole, and a part of memory35
	put "$d/mapping0/start" 0x4100000
	put "$d/mapping0/end" 0x46fffff
	why dax2.0
	is "why accepts a device of the in-tree kmem driver" "$rc $err" "0 "
	like "... and finds its blocks by address" "$out" "^dax2.0: 2 blocks of 2M on node 1; 1 may or may not go offline; 1 would go offline"
	like "... and the processes with pages in them" "$out" "100 db main +64K"
}

test_json() {
	why dax0.0 --json
	fits "--json matches its schema" why "$out"
	shows "--json has the same data" "$out" '
		[.name, .node, .block_size, (.blocks | length), (.notes | length)],
		(.blocks[] | [.block, .state, .zone, .goes, .kinds.slab]),
		(.kinds[0] | [.kind, .size, .moves]),
		[.cgroups[1].cgroup, .cgroups[1].size, .cgroups[3].cgroup],
		.processes[1]' '["dax0.0",1,2097152,5,2]
["memory32","online","Normal","no",16384]
["memory33","online","Movable","yes",null]
["memory34","online","Movable","perhaps",null]
["memory35","online","Movable","yes",null]
["memory36","offline",null,"offline",null]
["slab",16384,"no"]
["/db",217088,null]
{"pid":200,"command":"web","size":32768,"pinned_size":8192}'
}

test_no_room() {
	node "$root" 0 1048576 100
	why dax0.0
	like "too little free memory on other nodes is noted" "$out" "note: 532K would have to move, but other nodes have 100K free"
	node "$root" 0 1048576 823296
}

# Without --pids, only the 256 processes with the most memory on the node are read.
test_many_processes() {
	local i

	for ((i = 1000; i < 1300; i++)); do
		process $i many 0
		printf '400000-800000 rw-p 00000000 00:00 0\n' > "$root/proc/$i/maps"
		printf '400000 default anon=1000 N1=1000 kernelpagesize_kB=4\n' > "$root/proc/$i/numa_maps"
		: > "$root/proc/$i/pagemap"
	done
	why dax0.0
	like "with many processes, the number not examined is noted" "$out" "note: processes with less memory on the node, not examined: 47; --pids"
	is "... and process 100 is not examined" "$(grep -c 'db main' <<< "$out")" 0
	why dax0.0 --pids
	like "--pids reads all processes" "$out" "100 db main +84K"
	rm -r "$root"/proc/1[0-2]??
}

test_cgroup_v1() {
	mv "$root/sys/fs/cgroup" "$root/sys/fs/memory"
	mkdir "$root/sys/fs/cgroup"
	mv "$root/sys/fs/memory" "$root/sys/fs/cgroup/memory"
	touch "$root/sys/fs/cgroup/memory/tasks"
	why dax0.0
	like "cgroup v1: the hierarchy of the memory controller is used" "$out" $'\n'"/db +212K"$'\n'"/system/web +40K"
	rm "$root/proc/kpagecgroup"
	why dax0.0
	is "without /proc/kpagecgroup: no cgroups" "$(grep -c ^CGROUP <<< "$out")" 0
	like "... and a note says so" "$out" "note: this kernel does not report the cgroup of a page"
}

# Each named device and block has its own section.
test_several() {
	why memory33 dax0.0 memory34
	is "several devices and blocks" "$rc $(grep -E '^(memory|dax)[0-9.]*: ' <<< "$out" | cut -d: -f1 | xargs)" \
		"0 memory33 dax0.0 memory34"
	why all
	is "all: every device that is memory" "$rc $(grep '^dax[0-9.]*: ' <<< "$out" | cut -d: -f1 | xargs)" \
		"0 dax0.0 dax2.0"
	why all --json
	shows "... as one array" "$out" 'map(.name)' '["dax0.0","dax2.0"]'
	fits_each "... of objects that match the schema" why "$(jq -c '.[]' <<< "$out")"
	why dax0.0 dax1.0
	is "if one of two is not memory, nothing is printed" "$rc $out" "1 "
}

test_refusals() {
	why dax1.0
	is "a device that is not memory: exit code" "$rc $out" "1 "
	like "... the error says why, and has a next step" "$err" "not in use as memory.*next: daxkmem attach dax1.0"
	why dax9.0
	like "a device that does not exist" "$rc $err" "^1 .*there is no such device"
	rm "$root/proc/kpageflags"
	why dax0.0
	is "without /proc/kpageflags: not supported" "$rc" 4
	like "... the error says why" "$err" "this kernel has no /proc/kpageflags \(ENOENT\).*CONFIG_PROC_PAGE_MONITOR"
	if [ "$(id -u)" = 0 ] && ! command -v setpriv > /dev/null; then
		skip "without the right to read it" "setpriv is missing (package util-linux)" 2
		return
	fi
	touch "$root/proc/kpageflags"
	chmod 000 "$root/proc/kpageflags"
	chmod 755 "$work"
	unprivileged dax0.0
	is "not root: exit code" "$rc" 1
	like "... the error says why" "$out" "only root may read /proc/kpageflags \(EACCES\).*next: run the command as root"
}

# unprivileged WORD...: runs why as another user if the test runs as root
unprivileged() {
	local as=()

	[ "$(id -u)" != 0 ] || as=(setpriv --reuid 65534 --clear-groups)
	cp "$tool" "$work/daxkmem"
	out=$("${as[@]}" "$work/daxkmem" why --sysroot "$root" "$@" 2>&1)
	rc=$?
}

# library WORD: runs a program that uses only the public header of the library
library() {
	out=$("$work/library" "$root" why "$1" 2>&1)
	rc=$?
}

test_library() {
	local lib=$here/../../tools/daxkmem/lib

	"${CC:-cc}" -D_GNU_SOURCE -I"$lib" -o "$work/library" "$here/library.c" "$lib/libdaxkmem.a" \
		-lkmod -lblkid -ludev -pthread
	library dax0.0
	is "a program that uses the library gets the same data" "$rc $out" \
"0 5 blocks, 13 kinds, 2 processes, node 1
memory32 Normal: 122880 used; slab: 16384
no such kind: -22"
	library 33
	like "... of one block" "$rc $out" "0 1 blocks, 6 kinds, 2 processes, node 1"$'\n'"memory33 Movable: 524288 used; anonymous"
	library 99
	is "... of a missing block" "$rc $out" "1 why: ENODEV"
	library dax1.0
	is "... of a device that is not memory" "$rc $out" "1 why: ENODATA"
	library dax9.0
	is "... of a missing device" "$rc $out" "1 get: ENODEV"
}

make_root
test_device
test_block
test_library
test_in_tree
test_json
test_no_room
test_many_processes
test_cgroup_v1
test_several
test_refusals
finish
