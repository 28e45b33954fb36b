#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Memory of a CXL region stays usable while the PCI function is reset, the region is disabled
# or the memory device is removed, and the host survives the destruction of the region.
# daxkmem list reports the kept memory with commands that take it back.
# tier: quick
# kernels: newest other next flavour -6.1-cloud
# machines: cxl
# brings: program cxl trixie
# timeout: 300
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
plan 31
before=$(iomem)
load_cxl
m=$(memdevs) serial=$(cat "$cxl/$(memdevs)/serial")

# shellcheck disable=SC2317
settled() {
	[ "$(driver_of)" != dax_kmem ] || [ "$(attr online_size)" = "$(attr usable_size)" ]
}

# attach_it: attaches the device of the region, and fills a file in its memory
attach_it() {
	# A device with the name of one that was attached is bound while it appears.
	until_true 20 settled
	tool attach "serial=$serial"
	like "daxkmem attaches the region by serial number" "$rc $text" "^0 dax[0-9]+.0: (already )?attached, memory of node [0-9]+, state online_movable"
	node=$(node_of)
	mkdir -p /tmp/far
	mount -t tmpfs -o "mpol=bind:$node,size=32m" tmpfs /tmp/far
	head -c 16777216 /dev/urandom > /tmp/far/file
	sum=$(md5sum < /tmp/far/file)
}

# usable: prints ok if the memory has its contents, and programs get more of it
usable() {
	[ "$(md5sum < /tmp/far/file)" = "$sum" ] || echo "the contents of the memory have changed"
	numactl --membind="$node" nodefill 16 | xargs | sed "s/^$node:4096 lost 0$/ok/"
}

# take_back TEXT COMMAND: a point: daxkmem list shows the command; runs it
take_back() {
	local next

	tool list
	like "... daxkmem list shows the kept memory" "$text" "$DEV \(gone\) .* kept .*$DEV no longer exists, but 1G of its memory stays on node $node"
	next=$(sed -n 's/^ *next: //p' <<< "$text")
	is "... and commands that take it back" "$next" "$1"
	umount /tmp/far
	eval "$next" > /tmp/next 2>&1 || cat /tmp/next
	is "... which work" "$(kept)" ""
}

start=0
remove_commands() {
	start=$(cat "$cxl/$region/resource")
	echo "daxkmem range add $start 1073741824; daxkmem range remove range=$start+1073741824"
}

tool attach "serial=$serial"
is "without a region, daxkmem shows the command that creates one" \
	"$rc $(sed -n 's/^ *next: //p' <<< "$text")" "1 cxl create-region -t ram -m -d decoder0.0 $m"
create_region decoder0.0 "$m"
attach_it
pci=$(readlink -f "$cxl/$m") pci=${pci%/*}

is "the PCI function is reset while the memory is online" "$(try "$pci/reset" 1)" ok
is "... the memory stays online" "$(state)" online_movable
is "... and usable" "$(usable)" ok

mark
check "the region is disabled while its memory is online" cxl disable-region "$region"
like "... the kernel log says how to remove the memory" "$(log)" "$DEV: 1073741824 bytes stay online on node $node and pin this module; .daxkmem list. shows how"
is "... the memory is usable" "$(usable)" ok
tool attach "serial=$serial"
like "... attach by serial number reports it" "$rc $text" "^1 .*$m \(serial $serial\) is part of $region, which has no dax device; the driver keeps 1G of its memory on node $node .*next: daxkmem range add"
take_back "$(remove_commands); cxl enable-region $region"
until_true 10 test -d "$(dev)"
umount /tmp/far 2> /dev/null
attach_it

commands=$(remove_commands)
is "the memory device is removed while its memory is online" "$(try "$pci/remove" 1)" ok
is "... the memory is usable" "$(usable)" ok
take_back "$commands"
is "... its region remains, without a memory device, and can be deleted" "$(try "$cxl/decoder0.0/delete_region" "$region")" ok
echo 1 > /sys/bus/pci/rescan
until_true 20 endpoints_found
m=$(memdevs)
is "... after a rescan the memory device is found by its serial number" "$(cat "$cxl/$m/serial")" "$serial"
create_region decoder0.0 "$m"
attach_it

commands=$(remove_commands)
check "the region is destroyed while its memory is online" cxl destroy-region -f "$region"
like "... the host survives an access to the memory" "$(usable | xargs)" "."
take_back "$commands"
is "... node $node has no memory" "$(node_kb "$node" MemTotal)" 0
check "the module can be unloaded" unload
unload_cxl
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
