#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The plugged part of a device grows and shrinks in place, block by block.
# smoke: yes
# tier: quick debug
# machines: nvdimm hmem
# everyday: nvdimm
# auto-online: default online
. "$(dirname "$0")/lib.sh"
plan 37
before=$(iomem)
load plug=none
size=$(dev)/dax_kmem/requested_size

is "with plug=none, a bind adds no memory" \
	"$(bind_dev; state; attr requested_size; attr plugged_size)" \
	"ok"$'\n'"unplugged"$'\n'"0"$'\n'"0"
node=$(attr target_node)
n=$(($(attr usable_size) / block_size))

is "the device grows to four blocks" "$(try "$size" $((4 * block_size)))" ok
is "... four blocks are online" "$(attr plugged_size) $(attr online_size)" \
	"$((4 * block_size)) $((4 * block_size))"
is "... in the zone of the policy" "$(state) $(zones)" "online_movable Movable"
is "... they are the device's first blocks" "$(blocks)" "$(attr blocks | head -n 4 | cut -d' ' -f1)"
is "... requested_size reads back" "$(attr requested_size)" $((4 * block_size))
is "the node has that much memory" "$(node_kb "$node" MemTotal)" $((4 * block_size / 1024))
is "a write of the current state changes nothing" "$(set_state online_movable; attr plugged_size)" \
	"ok"$'\n'$((4 * block_size))

# A program's memory fills the first two blocks, so the others are emptier.
mkfifo /tmp/go
numactl --membind="$node" nodefill $((3 * block_size / 2 / 1048576)) /tmp/go > /tmp/fill &
filler=$!
until_true 30 grep -q : /tmp/fill
is "the device shrinks to two blocks while a program uses one and a half" \
	"$(try "$size" $((2 * block_size)))" ok
is "... two blocks are left" "$(attr plugged_size) $(attr online_size)" \
	"$((2 * block_size)) $((2 * block_size))"
echo > /tmp/go
wait $filler
is "... the program lost no data" "$(tail -n 1 /tmp/fill)" "lost 0"

is "the device grows to its full size" "$(try "$size" "$(attr usable_size)")" ok
is "... all memory is online" "$(attr online_size)" "$(attr usable_size)"
is "sizes may have a suffix" "$(try "$size" $((block_size >> 20))M; attr plugged_size)" \
	"ok"$'\n'"$block_size"
is "a size of 0 unplugs all memory" "$(try "$size" 0; state)" "ok"$'\n'"unplugged"
is "... nothing is reserved" "$(grep -c "kmem" /proc/iomem)" 0
is "state online_movable plugs the whole device" "$(set_state online_movable; attr requested_size)" \
	"ok"$'\n'"$(attr usable_size)"
is "unplugged sets the size to 0" "$(set_state unplugged; attr requested_size)" "ok"$'\n'"0"

# The emptiest blocks are unplugged first, regardless of their address. An offline block counts
# as empty.
try "$size" $((3 * block_size)) > /dev/null
first=$(blocks | head -n 1)
try "$memory/$first/state" offline > /dev/null
is "an offline block is unplugged first" "$(try "$size" $((2 * block_size)); blocks | grep -cx "$first")" \
	"ok"$'\n'"0"
try "$size" 0 > /dev/null

refused() {
	mark
	is "$1 is refused" "$(try "$size" "$2")" "$3"
	like "... the log names the reason" "$(log)" "dax_kmem $DEV: requested_size: $4"
}

refused "half a block" $((block_size / 2)) EINVAL "$((block_size / 2)) bytes are not a multiple of the block size, $block_size bytes; round down to 0"
refused "more than the usable size" $(((n + 1) * block_size)) EINVAL "$(((n + 1) * block_size)) bytes exceed the usable size of $((n * block_size)) bytes"
refused "a negative size" -1 EINVAL '"-1" is not a valid value; write a size'
refused "a word" all EINVAL '"all" is not a valid value'
refused "a number that does not fit" 99999999999999999999 EINVAL '"99999999999999999999" is not a valid value'
is "nothing has changed" "$(state) $(attr requested_size)" "unplugged 0"

# Unbind, bind and the policy offline with a partly plugged device.
try "$size" $((2 * block_size)) > /dev/null
is "an unbind keeps the plugged part of a device" "$(try $bus/drivers/$drv/unbind "$DEV"; node_kb "$node" MemTotal)" \
	"ok"$'\n'$((2 * block_size / 1024))
is "... and the next bind takes over only that part" "$(bind_dev; attr plugged_size)" \
	"ok"$'\n'$((2 * block_size))
is "with policy offline, the device grows and its blocks stay offline" \
	"$(try "$size" 0; try "$(dev)/dax_kmem/policy" offline; try "$size" $block_size; state)" \
	"ok"$'\n'"ok"$'\n'"ok"$'\n'"offline"
try "$size" 0 > /dev/null

is "plug can be set for later binds" "$(try /sys/module/dax_kmem/parameters/plug all)" ok
is "... not to an invalid value" "$(try /sys/module/dax_kmem/parameters/plug some)" EINVAL
rm -f /tmp/go
give_back
unload
check_not "the module does not load with an unknown plug=" modprobe dax_kmem plug=half
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
