#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Memory that the in-tree driver leaves online when it is unbound is taken over, and can
# then be unplugged.
# tier: quick debug
# machines: nvdimm
# after: reboot
. "$(dirname "$0")/lib.sh"
plan 21
[ -e /vm.conf ] || skip_all "leaves memory that only a reboot removes"
modprobe kmem || skip_all "no in-tree kmem"
drv=kmem
node=$(node_of)
release_from "$DEV" > /dev/null
clean=$(iomem)
echo online_movable > $memory/auto_online_blocks
is "the in-tree driver has the device" "$(bind_dev)" ok
numactl --membind="$node" nodefill 100 > /dev/null
total=$(node_kb "$node" MemTotal)
mkfifo /tmp/go
numactl --membind="$node" nodefill 256 /tmp/go > /tmp/fill &
filler=$!
until_true 20 grep -q : /tmp/fill
try $bus/drivers/kmem/unbind "$DEV" > /dev/null
try $bus/drivers/kmem/remove_id "$DEV" > /dev/null
is "... an unbind leaves its memory online for good" \
	"$(driver_of) $(node_kb "$node" MemTotal)" " $total"

drv=dax_kmem
load
mark
is "our driver binds the device" "$(bind_dev)" ok
like "... the log says that it took the memory over" "$(log)" \
	"dax_kmem $DEV: took over memory that another driver left online"
is "... all blocks are plugged and online" "$(attr plugged_size) $(attr online_size)" \
	"$(attr usable_size) $(attr usable_size)"
is "... in the state that it had" "$(state)" online_movable
check_not "... the module is pinned" rmmod dax_kmem
mark
is "memory added in one piece cannot be unplugged in part" \
	"$(try "$(dev)/dax_kmem/requested_size" $block_size)" EBUSY
like "... the log says so" "$(log)" "requested_size: another driver added the memory in one piece"

# One block is offline when the driver is unbound. The piece stays complete.
b=$(blocks | sed -n 3p)
try "$memory/$b/state" offline > /dev/null
is "the device can be unbound" "$(try $bus/drivers/$drv/unbind "$DEV")" ok
check "... the offline block stays" test -e "$memory/$b"
is "... and bound again, with all blocks online" "$(bind_dev; state; attr online_size)" \
	"ok"$'\n'"online_movable"$'\n'"$(attr usable_size)"
echo > /tmp/go
wait $filler
is "the program that used the memory lost no data" "$(tail -n 1 /tmp/fill)" "lost 0"

# The writer is killed while the piece is being removed.
t=/sys/kernel/tracing
[ -d $t/events ] || mount -t tracefs tracefs $t 2> /dev/null
if [ -d $t/events ]; then
	echo 1 > $t/events/dax_kmem/enable
	sysw "$(dev)/state" unplugged > /dev/null &
	writer=$!
	n=$(blocks | wc -l)
	timeout 120 grep -m "$n" ' offline from' $t/trace_pipe > /dev/null
	kill -9 $writer 2> /dev/null
	wait $writer 2> /dev/null
	echo 0 > $t/events/dax_kmem/enable
	like "a writer killed at the end leaves all or nothing plugged" \
		"$(state) $(attr online_size)" "^(online_movable $(attr usable_size)|unplugged 0)$"
	is "... the device can be plugged again" "$(set_state online_movable; attr online_size)" \
		"ok"$'\n'"$(attr usable_size)"
fi

is "the memory is unplugged as a whole" "$(set_state unplugged)" ok
is "... no memory is left" "$(node_kb "$node" MemTotal) $(grep -c "kmem" /proc/iomem)" "0 0"
is "... /proc/iomem is as before the in-tree driver" "$(iomem)" "$clean"
is "afterwards the device can be plugged in part" \
	"$(try "$(dev)/dax_kmem/requested_size" $((2 * block_size)); try "$(dev)/dax_kmem/requested_size" $block_size; attr plugged_size)" \
	"ok"$'\n'"ok"$'\n'"$block_size"
set_state unplugged > /dev/null
give_back
check "the module can be unloaded" unload

# The driver cannot choose the zone of such memory, and shows its current zone.
drv=kmem
echo online_kernel > $memory/auto_online_blocks
bind_dev > /dev/null
try $bus/drivers/kmem/unbind "$DEV" > /dev/null
try $bus/drivers/kmem/remove_id "$DEV" > /dev/null
drv=dax_kmem
load plug=none
is "memory left in ZONE_NORMAL is taken over with plug=none too" \
	"$(bind_dev; state; zones)" "ok"$'\n'"online_kernel"$'\n'"Normal"
finish
