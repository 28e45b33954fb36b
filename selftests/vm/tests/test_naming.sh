#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The driver binds devices that are named, in any order, and no others.
# tier: quick
# machines: nvdimm hmem
# everyday: nvdimm
. "$(dirname "$0")/lib.sh"
plan 22
drv_dir=$bus/drivers/dax_kmem
was=$(driver_of)

release_from "$DEV" > /dev/null
load
is "loading binds no free device" "$(driver_of)" ""
is "bind refuses a device that was not named" "$(try $drv_dir/bind "$DEV")" ENODEV

is "new_id accepts a free device" "$(try $drv_dir/new_id "$DEV")" ok
is "... binds it at once" "$(driver_of)" dax_kmem
is "... and makes it memory" "$(state)" online_movable
is "binding it again is refused" "$(try $drv_dir/bind "$DEV")" EBUSY
is "naming it again changes nothing" "$(try $drv_dir/new_id "$DEV")" ok
set_state unplugged > /dev/null
try $drv_dir/unbind "$DEV" > /dev/null
is "a device that was named can be bound again" "$(try $drv_dir/bind "$DEV")" ok
set_state unplugged > /dev/null
try $drv_dir/unbind "$DEV" > /dev/null

# Each write to new_id binds every named device without a driver, so remove the name first.
try $drv_dir/remove_id "$DEV" > /dev/null

for word in dax dax0 dax0.0.0 dax0.0x nonsense "" 0.0 ../dax0.0; do
	is "new_id refuses \"$word\"" "$(try $drv_dir/new_id "$word")" \
		"$([ -n "$word" ] && echo EINVAL || echo ok)"
done
is "a device that does not exist can be named for later" \
	"$(try $drv_dir/new_id dax99.0)" ok
is "... and cannot be bound" "$(try $drv_dir/bind dax99.0)" ENODEV
is "remove_id refuses an invalid name" "$(try $drv_dir/remove_id nonsense)" EINVAL
is "none of these writes has bound the device" "$(driver_of)" ""
unload

for name in dax_kmem kmem; do
	load bus_name=$name
	is "with bus_name=$name, loading binds no device" "$(driver_of)" ""
	unload
done
[ -z "$was" ] || try "$bus/drivers/$was/bind" "$DEV" > /dev/null
finish
