# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Model memory for the tests of why and map: blocks of 2 MiB, and the files in /proc that have
# a 64-bit word for each page.

PAGES=512	# in a block

# put FILE TEXT
put() {
	[ -d "${1%/*}" ] || mkdir -p "${1%/*}"
	echo "$2" > "$1"
}

# words FILE INDEX COUNT VALUE [STEP]: writes COUNT 64-bit words from index INDEX on; each is
# greater than the previous one by STEP
words() {
	local word text="" v=$4 i

	[ -d "${1%/*}" ] || mkdir -p "${1%/*}"
	for ((i = 0; i < $3; i++)); do
		[ $i -gt 0 ] && [ -z "${5:-}" ] || printf -v word '\\x%02x' \
			$((v & 255)) $((v >> 8 & 255)) $((v >> 16 & 255)) $((v >> 24 & 255)) \
			$((v >> 32 & 255)) $((v >> 40 & 255)) $((v >> 48 & 255)) $((v >> 56 & 255))
		text+=$word
		v=$((v + ${5:-0}))
	done
	printf '%b' "$text" | dd of="$1" bs=64k seek=$(($2 * 8)) oflag=seek_bytes \
		conv=notrunc iflag=fullblock status=none
}

# flag BIT...: prints the word with these bits set
flag() {
	local bit word=0

	for bit; do
		word=$((word | 1 << bit))
	done
	echo $word
}

# The page flags of Documentation/admin-guide/mm/pagemap.rst in the kernel.
FREE=$(flag 10)
ANON=$(flag 3 5 11 12 14)
THP_HEAD=$(flag 3 5 11 12 14 15 22)
THP_TAIL=$(flag 12 16 22)
CACHE=$(flag 3 5)
NEW_CACHE=$(flag 3 14)
MLOCKED=$(flag 3 5 11 12 14 18 33)
HUGETLB_HEAD=$(flag 3 11 15 17)
HUGETLB_TAIL=$(flag 16 17)
SLAB=$(flag 7)
TABLES=$(flag 26)
RESERVED=$(flag 32)
OFFLINE=$(flag 23)
MEMMAP=$(flag 37)
OLD_MEMMAP=$(flag 32 37)	# up to Linux 6.10
POISON=$(flag 19)
NOTHING=0

# pages ROOT BLOCK FIRST COUNT FLAGS [CGROUP]
pages() {
	local from=$(($2 * PAGES + $3))

	words "$1/proc/kpageflags" $from "$4" "$5"
	[ -z "${6:-}" ] || words "$1/proc/kpagecgroup" $from "$4" "$6"
}

# machine ROOT: node 0 with 1 GiB, and no devices yet
machine() {
	put "$1/sys/devices/system/memory/block_size_bytes" 200000
	node "$1" 0 1048576 823296
	mkdir -p "$1/sys/bus/dax/devices" "$1/proc"
}

# node ROOT N TOTAL FREE, in KiB
node() {
	put "$1/sys/devices/system/node/node$2/meminfo" \
		"Node $2 MemTotal:       $3 kB
Node $2 MemFree:        $4 kB"
}

# device ROOT NAME SIZE NODE DRIVER
device() {
	local d=$1/sys/bus/dax/devices/$2

	mkdir -p "$1/sys/bus/dax/drivers/$5"
	touch "$1/sys/bus/dax/drivers/$5/bind"
	[ "$5" != dax_kmem ] || touch "$1/sys/bus/dax/drivers/$5/bind_unplugged"
	put "$d/size" "$3"
	[ -z "$4" ] || put "$d/target_node" "$4"
	ln -s "../../drivers/$5" "$d/driver"
}

# attached ROOT NAME STATE: reads a line for each block from standard input: number, state,
# zone and number of bad pages
attached() {
	local d=$1/sys/bus/dax/devices/$2 size

	put "$d/state" "$3"
	put "$d/dax_kmem/target_node" "$(cat "$d/target_node")"
	sed 's/^/memory/' > "$d/dax_kmem/blocks"
	size=$(grep -c . "$d/dax_kmem/blocks")
	put "$d/dax_kmem/usable_size" $((size * PAGES * 4096))
	size=$(grep -c ' online ' "$d/dax_kmem/blocks")
	put "$d/dax_kmem/online_size" $((size * PAGES * 4096))
	: > "$d/dax_kmem/bad_pages"
}
