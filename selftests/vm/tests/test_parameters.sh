#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Module parameters and the policy file: words, defaults and refusals.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 16
par=/sys/module/dax_kmem/parameters

mark
check_not "an unknown policy keeps the module out" modprobe dax_kmem policy=nonsense
like "... the log says which words there are" "$(log)" \
	"dax_kmem: invalid parameter policy=nonsense; use online_movable"
mark
check_not "an unknown bus name keeps the module out" modprobe dax_kmem bus_name=other
like "... the log says which names there are" "$(log)" \
	"dax_kmem: invalid parameter bus_name=other; use dax_kmem or kmem"
modprobe kmem
mark
check_not "a bus name that is taken keeps the module out" modprobe dax_kmem bus_name=kmem
like "... the log says by whom" "$(log)" "already has a driver kmem; .*rmmod kmem"
rmmod kmem

load
is "the default policy is online_movable" "$(cat $par/policy)" online_movable
is "the default policy can be changed" "$(try $par/policy offline)" ok
is "... not to nonsense" "$(try $par/policy nonsense)" EINVAL
is "... and reads what was written" "$(cat $par/policy)" offline
bind_dev > /dev/null
is "... and holds for the next bind" "$(state) $(attr policy)" "offline offline"
set_state unplugged > /dev/null
mark
is "the device's policy refuses nonsense" "$(try "$(dev)/dax_kmem/policy" nonsense)" EINVAL
like "... the log names the device" "$(log)" \
	"dax_kmem $DEV: policy: \"nonsense\" is not a valid value; write online_movable"
is "... and is what it was" "$(attr policy)" offline
give_back
unload

load bus_name=kmem
is "as kmem the default policy is auto" "$(cat $par/policy)" auto
check "as kmem the driver is called so" test -d $bus/drivers/kmem
unload
finish
