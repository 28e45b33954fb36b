#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Module parameters and the attribute policy: values, defaults and refusals.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 16
par=/sys/module/dax_kmem/parameters

mark
check_not "the module does not load with an unknown policy" modprobe dax_kmem policy=nonsense
like "... the log lists the valid values" "$(log)" \
	"dax_kmem: invalid parameter policy=nonsense; use online_movable"
mark
check_not "the module does not load with an unknown bus name" modprobe dax_kmem bus_name=other
like "... the log lists the valid names" "$(log)" \
	"dax_kmem: invalid parameter bus_name=other; use dax_kmem or kmem"
modprobe kmem
mark
check_not "the module does not load with a bus name that is in use" modprobe dax_kmem bus_name=kmem
like "... the log names the driver" "$(log)" "already has a driver kmem; .*rmmod kmem"
rmmod kmem

load
is "the default policy is online_movable" "$(cat $par/policy)" online_movable
is "the default policy can be changed" "$(try $par/policy offline)" ok
is "... not to an invalid value" "$(try $par/policy nonsense)" EINVAL
is "... and reads back" "$(cat $par/policy)" offline
bind_dev > /dev/null
is "... and applies to the next bind" "$(state) $(attr policy)" "offline offline"
set_state unplugged > /dev/null
mark
is "the device's policy refuses an invalid value" "$(try "$(dev)/dax_kmem/policy" nonsense)" EINVAL
like "... the log names the device" "$(log)" \
	"dax_kmem $DEV: policy: \"nonsense\" is not a valid value; write online_movable"
is "... the policy is unchanged" "$(attr policy)" offline
give_back
unload

load bus_name=kmem
is "with bus_name=kmem, the default policy is auto" "$(cat $par/policy)" auto
check "... and the driver has that name on the bus" test -d $bus/drivers/kmem
unload
finish
