#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# detach stores the driver's bad pages before it unplugs the memory, as the driver forgets
# them when its module is unloaded.
# usage: test_detach.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 77
ledger=$root/var/lib/daxkmem/aa.bad

new_machine() {
	new_tree
	new_device dax0.0 100000000 aa
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	echo 0x0000000100005000-0x0000000100005fff > "$devices/dax0.0/dax_kmem/bad_pages"
}

# stored: prints the pages in the ledger
stored() {
	grep -v '^#' "$ledger" 2> /dev/null | cut -d' ' -f1
}

test_stored() {
	new_machine
	says "detach succeeds" 0 "dax0.0: detached, bound to device_dax" detach dax0.0
	is "... and unplugs the memory" "$(wrote dax0.0 state unplugged)" ""
	is "... and stores the bad page" "$(stored)" \
		0x0000000000005000-0x0000000000005fff
	new_machine
	put "$ledger" 0x9000
	run detach dax0.0
	is "detach keeps the pages that are already stored" "$(stored)" \
		"0x0000000000005000-0x0000000000005fff
0x0000000000009000-0x0000000000009fff"
	new_machine
	: > "$devices/dax0.0/dax_kmem/bad_pages"
	run detach dax0.0
	check_not "without bad pages no file is created" test -e "$ledger"
}

# The memory cannot be unplugged; its bad pages are stored anyway.
test_fails() {
	new_machine
	rm "$devices/dax0.0/state"
	mkdir "$devices/dax0.0/state"
	run detach dax0.0
	is "detach fails if the memory cannot be unplugged" "$rc" 1
	is "... the bad page is stored" "$(stored)" \
		0x0000000000005000-0x0000000000005fff
	is "... and the device stays bound" "$(< "$root/sys/bus/dax/drivers/dax_kmem/unbind")" ""
}

test_several() {
	new_machine
	new_device dax1.0 200000000 bb
	attach dax1.0 online_movable online_movable 1073741824 1073741824
	new_device dax2.0 300000000 cc
	says "detach of two devices detaches each once" 0 "dax1.0: detached, bound to device_dax
dax0.0: detached, bound to device_dax" detach dax1.0 uuid=aa dax0.0
	new_machine
	new_device dax2.0 300000000 cc
	says "detach all detaches every attached device" 0 "dax0.0: detached, bound to device_dax" detach all
	is "... and unplugs its memory" "$(wrote dax0.0 state unplugged)" ""
	new_machine
	run detach dax0.0 dax7.0
	is "detach fails if one of two devices does not exist" "$rc $out" "1 "
	is "... and changes neither" "$(cat "$devices/dax0.0/state")" online_movable
	new_device dax1.0 200000000 bb
	attach dax1.0 online_movable online_movable 1073741824 1073741824
	rm "$devices/dax0.0/state"
	mkdir "$devices/dax0.0/state"
	run detach dax0.0 dax1.0
	is "a device that fails does not stop the others" "$rc $out" "64 dax1.0: detached, bound to device_dax"
	like "... and is named" "$err" "dax0.0: cannot detach"
	new_tree
	new_device dax0.0 100000000 aa
	says "detach all without an attached device succeeds" 0 "" detach all
}

test_ledger_fails() {
	new_machine
	mkdir -p "$ledger"
	run detach dax0.0
	is "a ledger that cannot be written does not stop detach" "$rc $out" \
		"0 dax0.0: detached, bound to device_dax"
	like "... and is reported" "$err" "dax0.0: .*detaching it anyway"
}

# The driver's list cannot be parsed: the error is reported, not ignored.
test_damaged() {
	new_machine
	echo nonsense >> "$devices/dax0.0/dax_kmem/bad_pages"
	run detach dax0.0
	is "bad pages that cannot be parsed do not stop detach" "$rc $out" \
		"0 dax0.0: detached, bound to device_dax"
	like "... and are reported" "$err" "its bad pages cannot be read: .*\(EPROTO\)"
	check_not "... and none of them is stored" test -e "$ledger"
}

# pool NODE SIZE PAGES FREE: a pool of huge pages of SIZE KiB
pool() {
	local d=$root/sys/devices/system/node/node$1/hugepages/hugepages-$2kB

	put "$d/nr_hugepages" "$3"
	put "$d/free_hugepages" "$4"
	put "$d/surplus_hugepages" 0
}

# reserve SIZE PAGES
reserve() {
	put "$root/sys/kernel/mm/hugepages/hugepages-$1kB/resv_hugepages" "$2"
}

# words OFFSET COUNT BYTES: writes COUNT 64-bit words to /proc/kpageflags
words() {
	local i

	for ((i = 0; i < $2; i++)); do
		printf '%b' "$3"
	done | dd of="$root/proc/kpageflags" bs=8 seek="$1" conv=notrunc status=none
}

# huge PFN PAGES: a huge page, with its head and its last tail page
huge() {
	words "$1" 1 '\0\x80\x02\0\0\0\0\0'
	words "$(($1 + $2 - 1))" 1 '\0\0\x03\0\0\0\0\0'
}

# Two nodes; the device has block 32 on node 1, with four huge pages of 2M.
new_pools() {
	local pfn n

	new_machine
	: > "$devices/dax0.0/dax_kmem/bad_pages"
	echo "memory32 online Movable 0" > "$devices/dax0.0/dax_kmem/blocks"
	for n in 0 1; do
		put "$root/sys/devices/system/node/node$n/meminfo" \
			"Node $n MemTotal: 1048576 kB
Node $n MemFree: 524288 kB"
	done
	for ((pfn = 1048576; pfn < 1048576 + 4 * 512; pfn += 512)); do
		huge $pfn 512
	done
}

test_hugepages() {
	local where=$root/sys/devices/system/node

	new_pools
	pool 0 2048 2 2
	pool 1 2048 4 4
	reserve 2048 3
	refuses "too few huge pages on other nodes for reservations" 1 \
		"programs have reserved 3 huge pages of 2M, and without those of node 1 only 2 are free \(EBUSY\).*next: echo 3 > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages" \
		detach dax0.0
	is "... nothing is written" "$(< "$devices/dax0.0/state")" online_movable
	reserve 2048 2
	run detach dax0.0
	is "detach succeeds with just enough huge pages on other nodes" "$rc" 0
	new_pools
	pool 0 2048 0 0
	pool 1 2048 9 8
	reserve 2048 3
	run detach dax0.0
	is "if the node has other huge pages, only a certain failure is reported" "$rc" 0
	new_pools
	pool 0 2048 0 0
	pool 1 2048 4 0
	put "$where/node0/meminfo" "Node 0 MemTotal: 1048576 kB
Node 0 MemFree: 4096 kB"
	refuses "no room for huge pages in use" 1 \
		"4 huge pages of 2M in use on node 1 must move, and other nodes have 0 free, and memory for 2 more \(ENOMEM\)" \
		detach dax0.0
	put "$where/node0/meminfo" "Node 0 MemTotal: 1048576 kB
Node 0 MemFree: 8192 kB"
	run detach dax0.0
	is "... with just enough room detach succeeds" "$rc" 0
	new_pools
	huge 1048576 262144
	pool 0 1048576 0 0
	pool 1 1048576 1 0
	refuses "a gigantic page in use" 1 \
		"1 huge page of 1G in use on node 1 must move, and other nodes have 0 free.*echo 1 > /sys/devices/system/node/node0/hugepages/hugepages-1048576kB/nr_hugepages" \
		detach dax0.0
}

# returns TEXT CODE OUT DRIVER WORD...: runs detach; DRIVER is the only one whose "bind" is written
returns() {
	local driver=$4 d

	for d in device_dax kmem; do
		put "$root/sys/bus/dax/drivers/$d/bind" ""
	done
	says "$1" "$2" "$3" detach "${@:5}"
	is "... and the driver that gets the device" "$(cd "$root/sys/bus/dax/drivers" &&
		grep -l dax0.0 device_dax/bind kmem/bind | xargs)" "$driver/bind"
}

# refused TEXT CODE REGEX WORD...: detach refuses, and writes nothing
refused() {
	local before

	before=$(snapshot)
	refuses "$1" "$2" "$3" detach "${@:4}"
	is "... and nothing is written" "$(diff <(echo "$before") <(snapshot))" ""
}

test_return_to() {
	new_machine
	refuses "an unknown driver" 2 "detach: invalid --return-to 'hmem' \(choose device_dax or kmem\)" detach dax0.0 --return-to hmem
	refused "kmem is not loaded" 1 "dax0.0: cannot detach: the in-tree driver kmem is not loaded.*next: modprobe kmem" dax0.0 --return-to kmem
	put "$root/sys/bus/dax/drivers/kmem/bind" ""
	refused "bad pages that the driver knows" 1 "dax0.0: cannot detach: it has known bad pages, which kmem would use.*next: daxkmem bad list dax0.0 shows them; to detach it anyway, run: daxkmem detach dax0.0 --return-to device_dax" dax0.0 --return-to kmem
	echo nonsense > "$devices/dax0.0/dax_kmem/bad_pages"
	refused "bad pages of the driver that cannot be read" 1 "dax0.0: cannot detach: its bad pages cannot be read.*EPROTO" dax0.0 --return-to kmem
	: > "$devices/dax0.0/dax_kmem/bad_pages"
	put "$ledger" 0x9000
	refused "bad pages in the ledger" 1 "it has known bad pages" dax0.0 --return-to kmem
	rm -r "$ledger"
	mkdir "$ledger"
	refused "a ledger that cannot be read" 1 "its list .* cannot be read" dax0.0 --return-to kmem
	rmdir "$ledger"
	returns "--return-to kmem" 0 "dax0.0: detached, bound to kmem" kmem dax0.0 --return-to kmem
	is "... after the memory was unplugged" "$(wrote dax0.0 state unplugged)" ""
	put "$root/etc/daxkmem.d/a.conf" '[device "uuid=aa"]
return-to = kmem'
	returns "return-to in the configuration" 0 "dax0.0: detached, bound to kmem" kmem dax0.0
	returns "... and --return-to device_dax, which wins" 0 "dax0.0: detached, bound to device_dax" device_dax dax0.0 --return-to device_dax
	put "$root/sys/bus/dax/drivers/device_dax/bind" ""
	put "$root/sys/bus/dax/drivers/kmem/bind" ""
	says "... and apply --detach, which ignores it" 0 "dax0.0: changed: detached" apply --detach
	is "... it binds device_dax" "$(head -n 1 "$root/sys/bus/dax/drivers/device_dax/bind" "$root/sys/bus/dax/drivers/kmem/bind" | grep -c dax0.0)" 1
	put "$root/etc/daxkmem.d/a.conf" '[device "uuid=aa"]
return-to = other'
	run detach dax0.0
	is "an invalid return-to in the configuration is not applied" "$rc $out" "0 dax0.0: detached, bound to device_dax"
	like "... and reported" "$err" 'a.conf:2: .*invalid return-to "other".*use device_dax or kmem'
	rm -r "${root:?}/etc"
	bound dax0.0 device_dax
	rm -r "$devices/dax0.0/dax_kmem"
	refused "a device of device_dax" 1 "bound to the driver device_dax.*next: daxctl reconfigure-device -m system-ram dax0.0" dax0.0 --return-to kmem
	bound dax0.0 kmem
	says "a device of kmem" 0 "dax0.0: already detached, bound to kmem" detach dax0.0 --return-to kmem
	rm -r "$root/sys/bus/dax/drivers/dax_kmem"
	mkdir -p "$root/sys/module/dax_kmem"
	bound dax0.0 ""
	refused "dax_kmem with the name kmem" 4 "the driver named kmem is dax_kmem itself.*next: load dax_kmem without bus_name=kmem" dax0.0 --return-to kmem
}

test_stored
test_fails
test_return_to
test_hugepages
test_damaged
test_several
test_ledger_fails
finish
