#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The driver keeps no reference to a dax device that it has released. The dax core frees
# the minor number of a device with the last reference, so the next device gets the same
# number.
# tier: quick debug
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 13
command -v ndctl > /dev/null || skip_all "ndctl is missing"
[ -e /vm.conf ] || skip_all "takes a namespace away; for our guests only"

number() {
	cat "$(dev)/dev"
}

# new_namespace: destroys the namespace, and creates it again
new_namespace() {
	ndctl destroy-namespace -f namespace0.0 > /dev/null 2>&1
	until_true 10 test ! -e "$(dev)"
	# the number is free after an RCU grace period
	sleep 1
	ndctl create-namespace -m devdax -M mem -r region0 > /dev/null 2>&1
	until_true 10 test -e "$(dev)"
}

before=$(number)
new_namespace
is "without the driver, a new device gets the number of the old one" \
	"$(number)" "$before"

load plug=none
bind_dev > /dev/null
for page in 1 2 3; do
	is "a bad page is written" "$(try "$(dev)/dax_kmem/bad_pages" "$(page_of 2 $page)")" ok
done
is "... and forgotten" "$(try "$(dev)/dax_kmem/bad_pages" "-$(page_of 2 1)")" ok
set_state online_movable > /dev/null
is "the device is unplugged" "$(set_state unplugged)" ok
give_back
new_namespace
is "after bad pages were reported, a new device gets the number of the old one" \
	"$(number)" "$before"

bind_dev > /dev/null
set_state online_movable > /dev/null
is "a bad page is written while its memory is online" "$(try "$(dev)/dax_kmem/bad_pages" "$(page_of 3 9)")" ok
is "the device is unbound with memory online" "$(try $bus/drivers/$drv/unbind "$DEV")" ok
is "... and taken over" "$(bind_dev) $(set_state unplugged)" "ok ok"
give_back
new_namespace
is "after an orphan was taken over, a new device gets the number of the old one" \
	"$(number)" "$before"
check "the module can be unloaded" unload
is "device_dax has the device" "$(driver_of)" device_dax
finish
