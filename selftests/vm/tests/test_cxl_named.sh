#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Two CXL memory devices, of which modprobe.d and /etc/daxkmem.d name one by its serial number:
# dax_kmem binds its device and the in-tree kmem the other one, regardless of the order in which
# regions and modules appear, and thus of the names of the dax devices.
# tier: quick
# kernels: newest other next flavour -6.1-cloud
# machines: cxl_two
# brings: program cxl trixie
# timeout: 300
# skips-on: debug: the kernel has no CXL regions
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/cxl.sh"
plan 56
before=$(iomem)
auto_online=$(cat $memory/auto_online_blocks)
echo offline > $memory/auto_online_blocks
load_cxl
read -ra mems <<< "$(memdevs)"
read -r theirs ours <<< "$(cat "$cxl/${mems[0]}/serial" "$cxl/${mems[1]}/serial" | xargs)"
mkdir -p /etc/modprobe.d /etc/daxkmem.d
rm -rf /var/lib/daxkmem
conf=/etc/modprobe.d/named.conf
cat > $conf <<- END
	softdep kmem pre: dax_kmem
	options dax_kmem devices=serial=7,bogus,serial=$ours plug=none
END
echo "[device \"serial=$((ours))\"]" > /etc/daxkmem.d/named.conf

# occupy N: creates a region without memory devices in the window N. The kernel reserves a region
# number for each window, and now reserves another one.
occupy() {
	local attr=$cxl/decoder0.$1/create_ram_region

	occupied[$1]=$(cat "$attr")
	try "$attr" "${occupied[$1]}" > /dev/null
}

# create N...: creates regions of these memory devices in this order; sets their and our to the
# names of their dax devices
create() {
	local n

	occupied=()
	for n in "$@"; do
		occupy "$n"
	done
	for n in "$@"; do
		create_region "decoder0.$n" "${mems[n]}"
		if [ "$n" = 0 ]; then their=$DEV their_region=$region; else our=$DEV our_region=$region; fi
	done
}

# drivers_are TEXT
drivers_are() {
	is "$1: $our of $ours is bound to dax_kmem without memory" "$(driver_of "$our") $(state "$our")" "dax_kmem unplugged"
	is "... and $their of $theirs to the in-tree kmem" "$(driver_of "$their")" kmem
}

apply_both() {
	tool apply --device "$their"
	is "daxkmem apply leaves $their alone" "$rc $text $(driver_of "$their")" "0  kmem"
	tool apply --device "$our"
	is "... and adds the memory of $our, which is configured by serial number" "$rc $text $(state "$our")" "0 $our: changed: size 1G online_movable"
}

destroy_both() {
	tool detach "serial=$ours"
	like "daxkmem detach takes the memory of $our back" "$rc $text" "^0 $our: detached"
	try $bus/drivers/kmem/unbind "$their" > /dev/null
	is "the regions are destroyed" "$(destroy_region "$our_region"; destroy_region "$their_region"
		for n in 0 1; do
			try "$cxl/decoder0.$n/delete_region" "${occupied[n]}" | grep -v ok
		done)" ""
}

# known_bad: the bad pages of our device, and who knows them
known_bad() {
	daxkmem bad list "serial=$ours" | awk 'NR > 1 { print $1, $4 }'
}

# shellcheck disable=SC2317 # check calls it
all_unloaded() {
	rmmod kmem dax_kmem
}

mark
modprobe kmem
is "dax_kmem is loaded with kmem" "$(grep -cE '^(kmem|dax_kmem) ' /proc/modules)" 2
like "the log names the invalid name" "$(log)" 'invalid name "bogus" in the parameter devices; write it as dax0.0 or serial=0xc0'
create 0 1
names=("$their" "$our")
drivers_are "modules first"
apply_both
page=$(printf '%#018x' $(($(cat "$cxl/$our_region/resource") + 0x5000)))
tool bad add "serial=$ours" "$page"
is "a page of $our is reported as bad" "$rc $(known_bad)" "0 $page driver,ledger"
destroy_both

create 1 0
is "in the other order the names are exchanged" "$our $their" "${names[*]}"
drivers_are "modules first, other order"
apply_both
destroy_both
check "all modules are unloaded" all_unloaded

create 0 1
is "without kmem there is no driver" "$(driver_of "$their")$(driver_of "$our")" ""
modprobe kmem
drivers_are "regions first"
apply_both
destroy_both
check "all modules are unloaded" all_unloaded

create 1 0
modprobe kmem
drivers_are "regions first, other order"
is "... the ledger knows the bad page of $ours" "$(known_bad)" "$page ledger"
apply_both
is "... the page is held back" "$(flag "$page" 23)" 1
tool bad forget "serial=$ours" all
destroy_both

is "the CXL modules can be unloaded and loaded again" "$(unload_cxl 2>&1; grep -c ^cxl_core /proc/modules)" 0
load_cxl
read -ra mems <<< "$(memdevs)"
create 0 1
drivers_are "after that"
tool attach "serial=$ours"
is "... $our can be attached by serial number" "$rc $(state "$our")" "0 online_movable"
tool bad add "serial=$ours" "$page"
tool detach "serial=$ours" --return-to kmem
like "it is not returned to kmem while it has a bad page" "$rc $text $(state "$our")" "^1 .*has known bad pages, which kmem would use.* online_movable$"
tool state "serial=$ours" unplugged
tool bad forget "serial=$ours" all
is "... the page is forgotten while its memory is unplugged" "$rc $text $(known_bad)" "0 $our: bad pages forgotten "
echo "return-to = kmem" >> /etc/daxkmem.d/named.conf
tool detach "serial=$ours"
is "detach returns it to kmem, as configured" "$rc $text $(driver_of "$our")" "0 $our: detached, bound to kmem kmem"
is "... which has its memory" "$(daxctl list -d "$our" | grep -c system-ram) $(grep -c "kmem" /proc/iomem)" "1 2"
try $bus/drivers/kmem/unbind "$our" > /dev/null
tool attach "serial=$ours"
is "... it can be attached again" "$rc $(state "$our")" "0 online_movable"
destroy_both
check "all modules are unloaded" all_unloaded
rm $conf /etc/daxkmem.d/named.conf
unload_cxl
echo "$auto_online" > $memory/auto_online_blocks
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
