#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Devices with several ranges, several devices at once, and devices that are so small or
# misaligned that blocks are lost. The memory is soft-reserved, which can be split.
# tier: quick
# machines: hmem
. "$(dirname "$0")/lib.sh"
plan 27
region=$(readlink -f "$(dev)/..")/dax_region
[ -w "$region/create" ] || skip_all "the device's region cannot be cut"
[ -e /vm.conf ] || skip_all "cuts a region to pieces; for our guests only"
mib=1048576
before=$(iomem)
was=$(driver_of dax0.0)
load
release_from dax0.0 > /dev/null

resize() {
	echo "$(($2 * mib))" > "$(dev "$1")/size" || echo "# cannot resize $1 to $2"
}

create() {
	echo 1 > "$region/create"
	resize "$1" "$2"
}

# rebind DEV: binds a device that may have another driver since its size was set
rebind() {
	release_from "$1" > /dev/null
	bind_dev "$1"
}

# dax0.0 gets two ranges with dax0.1 between them.
resize dax0.0 0
resize dax0.0 512
create dax0.1 512
release_from dax0.1 > /dev/null
resize dax0.0 1024

is "a device with two ranges is bound" "$(rebind dax0.0)" ok
is "... all memory of both is online" "$(attr online_size dax0.0)" $((1024 * mib))
is "... no memory is lost" "$(attr lost_size dax0.0)" 0
is "... dax0.1 has device_dax or no driver" "$(driver_of dax0.1 | sed 's/device_dax//')" ""
is "... /proc/iomem lists its two ranges" "$(grep -c ': dax0.0$' /proc/iomem)" 2
is "a second device is bound beside it" "$(rebind dax0.1)" ok
is "... node 1 has the memory of both" "$(node_kb 1 MemTotal)" $((1536 * 1024))
is "one can be unplugged" "$(set_state unplugged dax0.0)" ok
is "... the other is unchanged" "$(state dax0.1) $(attr online_size dax0.1)" \
	"online_movable $((512 * mib))"
is "... node 1 has the memory of the other" "$(node_kb 1 MemTotal)" $((512 * 1024))
is "... the first one can be plugged again" "$(set_state online_movable dax0.0)" ok

# A device with a pinned page in one of its two ranges.
mkfifo /tmp/go
set_state unplugged dax0.1 > /dev/null
numactl --membind=1 pagepin /tmp/go > /tmp/pin &
until_true 20 grep -q pinned /tmp/pin
timeout -s USR1 3 sysw "$(dev dax0.0)/state" unplugged > /tmp/out
is "with a pinned page in one of two ranges, an unplug changes nothing" \
	"$(cat /tmp/out) $(state dax0.0) $(attr online_size dax0.0)" \
	"EINTR online_movable $((1024 * mib))"
echo > /tmp/go
wait
rm -f /tmp/go

# No other device can bind the range of an orphan of dax0.1.
set_state online_movable dax0.1 > /dev/null
try $bus/drivers/$drv/unbind dax0.1 > /dev/null
try $bus/drivers/$drv/remove_id dax0.1 > /dev/null
try $bus/drivers/$drv/unbind dax0.0 > /dev/null
is "kept lists the three ranges of two unbound devices" \
	"$(kept | awk '{ print $1, $2, $7, $8 }' | sort)" "\
dax0.0 1/2 $((512 * mib)) $((512 * mib))
dax0.0 2/2 $((512 * mib)) $((512 * mib))
dax0.1 1/1 $((512 * mib)) $((512 * mib))"
is "... and not those of a device that is bound again" \
	"$(rebind dax0.0; kept | cut -d ' ' -f 1,2)" "ok"$'\n'"dax0.1 1/1"
resize dax0.1 0
create dax0.2 256
mark
is "a device that overlaps an orphan is refused" "$(rebind dax0.2)" EBUSY
like "... the log names the orphan's device and what to do" "$(log)" \
	"dax_kmem dax0.2: overlaps memory that dax0.1 left online; bind a device with exactly the ranges in"
try $bus/drivers/$drv/remove_id dax0.2 > /dev/null
resize dax0.2 512
is "another device with exactly that range takes it over" "$(rebind dax0.2)" ok
like "... under its own name" "$(iomem)" "dax0.2"
is "... and can be unplugged" "$(set_state unplugged dax0.2)" ok
try $bus/drivers/$drv/unbind dax0.2 > /dev/null

# Devices that are not a whole number of blocks.
set_state unplugged dax0.0 > /dev/null
try $bus/drivers/$drv/unbind dax0.0 > /dev/null
try $bus/drivers/$drv/remove_id dax0.0 > /dev/null
try $bus/drivers/$drv/remove_id dax0.2 > /dev/null
resize dax0.2 0
resize dax0.0 0

resize dax0.0 $((block_size / mib * 3 / 2))
mark
is "a device of one and a half blocks is bound" "$(rebind dax0.0)" ok
is "... one block is usable" "$(attr usable_size dax0.0)" "$block_size"
is "... half a block is lost" "$(attr lost_size dax0.0)" $((block_size / 2))
like "... the log reports the lost bytes" "$(log)" \
	"dax_kmem dax0.0: $((block_size / 2)) of $((block_size * 3 / 2)) bytes are lost"
set_state unplugged dax0.0 > /dev/null
try $bus/drivers/$drv/unbind dax0.0 > /dev/null
try $bus/drivers/$drv/remove_id dax0.0 > /dev/null

resize dax0.2 $((block_size / mib))
mark
is "a device that has no whole block is refused" \
	"$(rebind dax0.2)" ENOSPC
like "... the log reports both sizes" "$(log)" \
	"dax_kmem dax0.2: $block_size bytes contain no whole memory block of $block_size bytes"
try $bus/drivers/$drv/remove_id dax0.2 > /dev/null
release_from dax0.2 > /dev/null
resize dax0.2 0
mark
is "a device of size 0 is refused" "$(rebind dax0.2)" ENXIO
try $bus/drivers/$drv/remove_id dax0.2 > /dev/null

for d in dax0.2 dax0.1; do
	release_from $d > /dev/null
	resize $d 0
	printf %s $d > "$region/delete"
done
resize dax0.0 0
resize dax0.0 2048
unload
release_from dax0.0 > /dev/null
[ -z "$was" ] || try "$bus/drivers/$was/bind" dax0.0 > /dev/null
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
