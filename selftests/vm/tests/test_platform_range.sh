#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ranges of physical addresses as devices on the platform bus: they are added by address, used
# as memory, unplugged and removed. Invalid ranges are refused with a reason.
# tier: quick
# machines: ranges
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "adds memory by its address; for our guests only"
plan 68
mib=1048576
soft=0x100000000	# 2 GiB, soft-reserved
reserved=0x50000000	# 256 MiB, reserved by memmap=
legacy=0x60000000	# 256 MiB, persistent memory by memmap=
driver=/sys/bus/platform/drivers/dax_kmem
DEV=kmem_range.0

dev() {
	echo "/sys/bus/platform/devices/${1:-$DEV}"
}

# add WORD...: writes the words to add_range; prints ok or the errno
add() {
	try $driver/add_range "$*"
}

remove() {
	try $driver/remove_range "${1:-$DEV}"
}

ranges() {
	(cd /sys/bus/platform/devices && echo kmem_range.*)
}

# refused TEXT ERRNO REGEX WORD...: no range is added, and the log names the reason
refused() {
	local text=$1 errno=$2 regex=$3

	shift 3
	mark
	is "$text" "$(add "$@") $(ranges)" "$errno kmem_range.*"
	like "... the log names the reason" "$(log)" "$regex"
}

before=$(iomem)
load
is "loading the module adds no range" "$(ranges)" "kmem_range.*"
for file in add_range remove_range bind_unplugged; do
	is "only root can write $file" "$(stat -c %a $driver/$file)" 200
done

for words in " " 0x100000000 "5368709120 1G" "x 1G" "$soft 0" "$soft 1G node=" \
	"$soft 1G node=x" "$soft 1G node=-1" "$soft 1G forced"; do
	is "\"$words\" is refused" "$(add "$words")" EINVAL
done
is "a range that wraps is refused" "$(add 0xfffffffffffff000 1G)" ERANGE
refused "RAM that the kernel uses is refused" EBUSY "contains memory of System RAM; boot with memmap=" \
	0x10000000 256M force
refused "... also if only the end of the range is RAM" EBUSY "System RAM" $reserved 1G force
refused "registers of devices are refused" EBUSY "something else is at 0xfe" 0xfe000000 16M force
refused "addresses that the kernel cannot map are refused" E2BIG "can only map" 0xffff000000000000 1G force
refused "a range that firmware does not describe is refused" EPERM "add the word force" 0xa00000000 1G
refused "memory of a dax device is refused" EBUSY "contains memory of dax0.0; bind that dax device" \
	$soft 1G

# Without dax_hmem, no device has the range.
modprobe -r device_dax dax_hmem
hidden=$(iomem)
refused "a range that ends in an address window of devices is refused" EBUSY "something else is at 0x180000000" \
	0x160000000 1G force
refused "a range without a whole block is refused" ENOSPC "contain no whole memory block" $soft 64M
is "... nothing has changed" "$(iomem)" "$hidden"
is "a soft-reserved range is added" "$(add $soft 1G)" ok
is "... all its memory is online" "$(state) $(attr online_size)" "online_movable $((1024 * mib))"
is "... on the node that firmware names" "$(cat "$(dev)/target_node") $(attr target_node)" "1 1"
is "... the node has its memory" "$(node_kb 1 MemTotal)" $((1024 * 1024))
is "... its size and addresses are shown" \
	"$(cat "$(dev)"/{size,resource,mapping0/start,mapping0/end} | xargs)" \
	"$((1024 * mib)) $soft $soft 0x13fffffff"
is "... only root can read the addresses" \
	"$(stat -c %a "$(dev)"/{resource,mapping0/start,mapping0/end} | xargs)" "400 400 400"
like "... /proc/iomem names it" "$(cat /proc/iomem)" "100000000-13fffffff : $DEV"
like "... and lists its memory" "$(cat /proc/iomem)" "System RAM \(kmem\)"
check "programs can use it" numactl --membind=1 true
mark
is "a range that overlaps it is refused" "$(add 0x120000000 1G)" EBUSY
like "... the log names the other range" "$(log)" "contains memory of $DEV; this driver has it already"
is "a range with memory cannot be removed" "$(remove) $(ranges)" "EBUSY $DEV"
is "a part can be unplugged" "$(try "$(dev)/dax_kmem/requested_size" 512M; attr online_size)" \
	"ok"$'\n'"$((512 * mib))"
is "a second range is added beside it, unplugged" "$(add 0x140000000,512M,unplugged) $(ranges)" "ok $DEV kmem_range.1"
is "... it has no memory" "$(state kmem_range.1) $(attr plugged_size kmem_range.1)" "unplugged 0"
is "... until it is plugged" "$(set_state online_movable kmem_range.1; state kmem_range.1)" \
	"ok"$'\n'"online_movable"

# Unbound with memory online, and bound again.
is "a range is unbound" "$(try $driver/unbind $DEV)" ok
like "... its memory stays online, and kept lists it" "$(kept)" "$DEV"
is "... the next bind takes it over" "$(try $driver/bind $DEV) $(attr online_size)" "ok $((512 * mib))"
try $driver/unbind $DEV > /dev/null
is "a range without a driver can be removed" "$(remove) $(ranges)" "ok kmem_range.1"
is "... when it is added again, it takes its memory over" "$(add $soft 1G) $(attr online_size)" "ok $((512 * mib))"

is "the memory is unplugged" "$(set_state unplugged; set_state unplugged kmem_range.1)" "ok"$'\n'"ok"
is "... the ranges are removed" "$(remove; remove kmem_range.1; ranges)" \
	"ok"$'\n'"ok"$'\n'"kmem_range.*"
is "... a removed range cannot be removed again" "$(remove)" ENODEV
is "... nor can another device" "$(remove serial8250)" ENODEV
mark
is "another device cannot be bound" "$(try $driver/bind_unplugged serial8250 | sed 's/EBUSY/ENODEV/')" ENODEV

# Memory that kernel parameters reserve, with the node given by the user.
is "memory reserved by memmap= is added" "$(add $reserved 256M node=1) $(attr target_node)" "ok 1"
is "... node 1 has its memory" "$(node_kb 1 MemTotal)" $((256 * 1024))
is "... and can be removed" "$(set_state unplugged; remove)" "ok"$'\n'"ok"
is "legacy persistent memory is added" "$(add $legacy 256M) $(attr online_size)" "ok $((256 * mib))"
unload 2> /dev/null
check "the module cannot be unloaded while a range is memory" test -d /sys/module/dax_kmem
set_state unplugged > /dev/null
unload
is "... unloading the module removes a range without memory" "$(ranges)" "kmem_range.*"
is "/proc/iomem is as before" "$(iomem)" "$hidden"

# At boot.
mark
load "ranges=$soft,1G,node=1;bogus;0x140000000,512M,unplugged"
is "the module parameter adds ranges" "$(ranges)" "$DEV kmem_range.1"
is "... with memory, and without if unplugged" "$(state) $(state kmem_range.1)" "online_movable unplugged"
like "... the log names the word that is no range" "$(log)" '"bogus" is not a range'
set_state unplugged > /dev/null
unload
modprobe -a device_dax dax_hmem
is "... and /proc/iomem is as before" "$(iomem)" "$before"
finish
