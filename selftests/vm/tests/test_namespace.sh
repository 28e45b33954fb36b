#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# ndctl disables the namespace under memory that is online: the memory stays usable, and
# can be unplugged once the namespace is back.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 19
command -v ndctl > /dev/null || skip_all "ndctl is missing"
[ -e /vm.conf ] || skip_all "takes a namespace away; for our guests only"
node=$(node_of)
before=$(iomem)
load
bind_dev > /dev/null
size=$(attr usable_size)

# With a driver named dax_kmem, ndctl does not know that the memory is in use.
check "ndctl disable-namespace succeeds" ndctl disable-namespace namespace0.0
check_not "... the device is gone" test -e "$(dev)"
is "... its memory stays online" "$(node_kb "$node" MemTotal)" "$((size / 1024))"
check "... and can be used" numactl --membind="$node" nodefill 256
check_not "... the module is pinned" rmmod dax_kmem

check "ndctl enable-namespace succeeds" ndctl enable-namespace namespace0.0
until_true 5 test -e "$(dev)"
is "the device is back, and is bound because it is still in new_id" "$(bind_dev)" ok
is "... with all its memory" "$(state) $(attr online_size)" "online_movable $size"

# next_step: prints the command that daxkmem suggests
next_step() {
	daxkmem list 2>&1 > /dev/null | sed -n 's/^  next: //p'
}

if command -v daxkmem > /dev/null; then
	ndctl disable-namespace namespace0.0 > /dev/null 2>&1
	like "daxkmem list shows a device that is gone, with its kept memory" "$(daxkmem list 2> /dev/null)" \
		"$DEV \(gone\) .* $node kept "
	is "... and suggests the next step" "$(next_step)" \
		"ndctl enable-namespace namespace0.0; daxkmem attach namespace0.0"
	check "... which works" sh -c "$(next_step)"
	is "... all its memory is online" "$(state) $(attr online_size)$(kept)" "online_movable $size"
	ndctl destroy-namespace -f namespace0.0 > /dev/null 2>&1
	like "after destroy-namespace, daxkmem list also suggests the next step" "$(next_step)" "^ndctl create-namespace .* -r region0 "
	check "... which works" sh -c "$(next_step)"
	is "... all its memory is online" "$(state) $(attr online_size)$(kept)" "online_movable $size"
fi
is "... which can be unplugged" "$(set_state unplugged)" ok
give_back
unload
is "/proc/iomem is as before" "$(iomem)" "$before"
check "ndctl can destroy the namespace and create it again" sh -c \
	'ndctl destroy-namespace -f namespace0.0 &&
	 ndctl create-namespace -m devdax -M mem -r region0'
until_true 5 test -e "$(dev)"
is "... and device_dax binds the device" "$(driver_of)" device_dax
finish
