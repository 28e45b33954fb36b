#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Memory that is online when its device is unbound stays usable, and the next bind takes it
# over.
# tier: quick debug
# machines: nvdimm
# auto-online: default online
. "$(dirname "$0")/lib.sh"
plan 40
node=$(node_of)
before=$(iomem)
load
bind_dev > /dev/null
size=$(attr usable_size)
at=$(printf '%#018x-%#018x' "$(cat "$(dev)/mapping0/start")" "$(cat "$(dev)/mapping0/end")")
where="$at $node $(blocks | head -n 1) $((size / block_size))"
is "kept does not list a bound device" "$(kept)" ""

mkfifo /tmp/go
numactl --membind="$node" nodefill 256 /tmp/go > /tmp/fill &
filler=$!
until_true 20 grep -q : /tmp/fill

mark
is "a device with memory online can be unbound" "$(try $bus/drivers/$drv/unbind "$DEV")" ok
is "... the device has no driver" "$(driver_of)" ""
like "... the log says what stays online, and how to take it over" "$(log)" \
	"dax_kmem $DEV: $size bytes stay online on node $node.*daxkmem list.* shows how to remove them"
list=$bus/drivers/$drv/kept
is "... kept lists the memory" "$(kept)" "$DEV 1/1 $where $size $size online_movable"
is "... at any read offset" "$(dd if="$list" bs=7 2> /dev/null)" "$(cat "$list")"
if [ -e /vm.conf ]; then echo 'nobody:x:65534:65534:::' >> /etc/passwd; fi
is "... without addresses for ordinary users" "$(su -s /bin/bash -c "cat $list" nobody | awk '{ print $1, $3, $5 }')" \
	"$DEV 0x0000000000000000-0x0000000000000000 $(cut -d ' ' -f 3 <<< "$where")"
check_not "... kept cannot be written" sh -c "echo 1 > $list"
if command -v daxkmem > /dev/null; then
	tool list "$DEV"
	like "... daxkmem list shows it, with the next step" "$rc $text" "^0 .*$DEV .* kept .*next: daxkmem attach $DEV"
	like "... so does daxkmem map" "$(daxkmem map --color=never)" "$DEV: .*, kept, .* zone MMM.*to recover it: daxkmem attach $DEV"
	like "... so does daxkmem doctor" "$(daxkmem doctor)" "WARN +kept +$DEV has no driver, but [^ ]* of its memory stays on node $node.* daxkmem attach $DEV"
	is "... daxkmem metrics counts it" "$(daxkmem metrics | sed -n 's/^daxkmem_\(driver\|kept_online\).* //p' | sort -u | xargs)" "1 $size"
fi
is "... the node has all its memory" "$(node_kb "$node" MemTotal)" "$((size / 1024))"
check "... which can be used" numactl --membind="$node" nodefill 64
check_not "... the module is pinned" rmmod dax_kmem
is "... no other driver can claim the range" \
	"$(try $bus/drivers/device_dax/bind "$DEV")" EBUSY
check "... lsmem works" lsmem
check "... /proc/iomem names the device" grep -q "$DEV" /proc/iomem

b=$(find $memory/ -maxdepth 1 -name "memory[0-9]*" | sort -V | tail -n 1)
is "the zone is guarded while the device has no driver" \
	"$(try "$b/state" offline; try "$b/state" online_kernel)" "ok"$'\n'"EPERM"
is "... kept shows the size that is online" "$(kept)" "$DEV 1/1 $where $size $((size - block_size)) online_movable"
try "$b/state" online_movable > /dev/null

mark
is "the next bind takes it over" "$(try $bus/drivers/$drv/bind "$DEV")" ok
like "... and logs it" "$(log)" "dax_kmem $DEV: took over"
is "... kept is empty" "$(kept)" ""
is "... with all memory online" "$(state) $(attr online_size)" "online_movable $size"
echo > /tmp/go
wait $filler
is "... the program lost no data" "$(tail -n 1 /tmp/fill)" "lost 0"

# An offline block is removed when its device is unbound.
b=$(blocks | sed -n 3p)
try "$memory/$b/state" offline > /dev/null
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
check_not "a block that was offline at unbind is removed" test -e "$memory/$b"
is "... kept shows the rest" "$(kept | cut -d ' ' -f 7-8)" "$((size - block_size)) $((size - block_size))"
is "... and the next bind adds it again" "$(bind_dev; state)" "ok"$'\n'"online_movable"

try $bus/drivers/$drv/unbind "$DEV" > /dev/null
if command -v daxkmem > /dev/null; then
	tool attach "$DEV" --quiet
	is "daxkmem attach takes the memory over" "$rc $(state) $(attr online_size)$(kept)" \
		"0 online_movable $size"
fi
for i in 1 2 3 4 5; do
	try $bus/drivers/$drv/unbind "$DEV" > /dev/null
	bind_dev > /dev/null
done
is "after $i unbinds and binds, all memory is online" "$(state) $(attr online_size)" \
	"online_movable $size"
# With a driver named dax_kmem, daxctl treats the device as a devdax and unbinds it.
if command -v daxctl > /dev/null; then
	check "daxctl disable-device succeeds" daxctl disable-device "$DEV"
	is "... the device has no driver, and the memory is online" \
		"$(driver_of) $(node_kb "$node" MemTotal)" " $((size / 1024))"
	check_not "... daxctl cannot bind another driver to it" daxctl enable-device "$DEV"
	is "... the next bind takes it over" "$(bind_dev; state)" "ok"$'\n'"online_movable"
	daxctl reconfigure-device -f -m devdax "$DEV" > /dev/null 2>&1
	is "after daxctl reconfigure-device -f, a bind takes all memory over" "$(bind_dev; state; attr online_size)" \
		"ok"$'\n'"online_movable"$'\n'"$size"
fi
is "memory that was taken over can be unplugged" "$(set_state unplugged)" ok
is "... no memory is left" "$(node_kb "$node" MemTotal)" 0
try $bus/drivers/$drv/unbind "$DEV" > /dev/null
give_back
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
load bus_name=kmem
check "a driver named kmem has the attribute kept, too" test -r $bus/drivers/kmem/kept
unload
rm -f /tmp/go
finish
