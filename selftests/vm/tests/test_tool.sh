#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem attach, detach, list, resize and state: their results, and their errors when something
# prevents them.
# tier: quick
# after: reboot
# machines: nvdimm
# timeout: 240
# skips-on: 7: the kernel has data of its own there
. "$(dirname "$0")/lib.sh"
plan 81
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
node=$(node_of)
before=$(iomem)
par=/sys/module/dax_kmem/parameters

mv "/lib/modules/$(uname -r)/modules.dep.bin" /tmp/
tool attach "$DEV"
is "attach without the module fails with exit code 4" "$rc" 4
like "... and suggests a package" "$text" "no driver dax_kmem is installed.*next: install dax-kmem-dkms"
mv /tmp/modules.dep.bin "/lib/modules/$(uname -r)/"
is "... the device is still bound to device_dax" "$(driver_of)" device_dax
load

tool list
like "list shows a free device" "$text" "$DEV +[0-9.]+[MGT] +device_dax +$node +- +- +- +- +-"
tool attach dax99.0
is "attach of a device that does not exist fails" "$rc" 1
like "... and reports it" "$text" "dax99.0: cannot attach: there is no such device \(ENODEV\)"

sleep 1000 3<> "/dev/$DEV" &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q $DEV"
tool attach "$DEV"
is "attach of a device that is held open fails" "$rc" 1
like "... and names the process" "$text" "process $holder has it open.*\(EBUSY\)"
is "... the device is still bound to device_dax" "$(driver_of)" device_dax
kill $holder
wait $holder 2>/dev/null
# A container has its own device nodes.
IFS=: read -r major minor < "$(dev)/dev"
mknod /tmp/other-name c "$major" "$minor"
sleep 1000 3<> /tmp/other-name &
holder=$!
until_true 10 eval "readlink /proc/$holder/fd/3 | grep -q other-name"
tool attach "$DEV"
is "attach of a device that is held open under another name fails" "$rc" 1
like "... and names the process" "$text" "process $holder has it open.*\(EBUSY\)"
kill $holder
wait $holder 2>/dev/null
rm /tmp/other-name

# If writing the name to new_id fails, attach undoes everything.
mount -o bind /dev/full $bus/drivers/$drv/new_id
tool attach "$DEV"
umount $bus/drivers/$drv/new_id
is "attach fails if new_id refuses the name" "$rc" 1
like "... and suggests dmesg" "$text" "registering its name with dax_kmem failed: .*\(ENOSPC\).*next: dmesg"
is "... the device is bound to device_dax again" "$(driver_of)" device_dax
tool attach "$DEV" --memmap on
is "attach with an unsupported setting fails" "$rc" 1
like "... and suggests what to do" "$text" "does not place the memmap on added memory.*next: boot with memory_hotplug.memmap_on_memory=1"
is "... the device is bound to device_dax again" "$(driver_of)" device_dax
tool attach "$DEV" --size 3000000000000
is "attach with a size above the maximum fails" "$rc" 1
is "... the device is bound to device_dax again" "$(driver_of)" device_dax
is "... the name is removed" "$(try $bus/drivers/device_dax/unbind "$DEV"; try $bus/drivers/$drv/bind "$DEV")" \
	"ok"$'\n'"ENODEV"
try $bus/drivers/device_dax/bind "$DEV" > /dev/null

tool attach "$DEV"
is "attach succeeds" "$rc" 0
like "... reports the result" "$text" "$DEV: attached, memory of node $node, state online_movable, .* online"
is "... the device is bound to $drv" "$(driver_of) $(state)" "$drv online_movable"
is "... node $node has the memory" "$(node_kb "$node" MemTotal)" "$(($(attr usable_size) / 1024))"
tool attach "$DEV"
is "a second attach succeeds" "$rc" 0
like "... and reports that the device is already attached" "$text" "$DEV: already attached"
tool attach "$DEV" --policy online
is "attach with another policy is refused" "$rc" 1
is "... and changes nothing" "$(attr policy) $(state)" "online_movable online_movable"

tool list --bytes
size=$(attr online_size)
like "list shows the attached device" "$text" "$DEV +[0-9]+ +$drv +$node +online_movable +online_movable +$size +$size +$(attr lost_size)"
tool list --json "$DEV"
like "... as JSON" "$text" "\"chardev\": *\"$DEV\".*\"state\": *\"online_movable\".*\"online_size\": *$size"
tool list --output all
like "... with all columns" "$text" "DEVICE .* OPEN"
tool list --output zones,tier,uuid,namespace,region,node uuid="$(cat "$(dev)/../uuid")"
like "... by its UUID" "$text" "Movable +memory_tier[0-9]+ +$(cat "$(dev)/../uuid") +namespace0.0 +region0 +$node"

tool resize "$DEV" -512M
is "resize unplugs a part" "$rc $(attr online_size)" "0 $((size - 536870912))"
tool resize "$DEV" 1G
is "resize to a size" "$rc $(attr online_size)" "0 1073741824"
tool resize "$DEV" "$size"
is "resize to the full size" "$rc $(attr online_size)" "0 $size"

tool state "$DEV"
is "state prints the state" "$rc $text" "0 online_movable"
tool state "$DEV" online_kernel
is "a state that needs an unplug first is refused" "$rc" 1
like "... and reports the current state" "$text" "its state is online_movable \(EBUSY\).*daxkmem state $DEV unplugged"
tool state "$DEV" offline
is "a state that cannot be written is a usage error" "$rc" 2
tool state "$DEV" unplugged
is "state unplugs" "$rc $text" "0 $DEV: unplugged"
tool state "$DEV" online_movable
is "state plugs the device again" "$rc $(state)" "0 online_movable"

mkfifo /tmp/go
numactl --membind="$node" pagepin /tmp/go > /tmp/pin &
pinner=$!
until_true 20 grep -q pinned /tmp/pin
was=$(state; attr blocks)
start=$SECONDS
tool detach "$DEV" --timeout 6
is "with a pinned page, detach --timeout fails" "$rc" 1
like "... and reports that the device is unchanged" "$text" "its memory could not be freed within the time limit; the device is unchanged \(EINTR\)"
like "... and names the block and a process with pages in it" "$text" \
	"in the way: memory[0-9]+, zone Movable: 4K in it is pinned; process $pinner \(pagepin\) has mapped 4K of it"
named=$(sed -n 's/.*in the way: \(memory[0-9]*\),.*/\1/p' <<< "$text")
like "... that block has the pinned page" "$(daxkmem why "$named" --json | tr -d ' \n')" "\"pid\":$pinner,"
like "... and suggests what to do" "$text" "next: end the use of it by process $pinner \(pagepin\), .*; daxkmem why $named shows more"
at_least "... detach does not give up early" "$((SECONDS - start))" 5
like "... a progress line is printed after 5 s" "$(cat /tmp/tool)" "$DEV: detaching +[0-9]+%"
is "... nothing has changed" "$(driver_of) $(state; attr blocks)" "$drv $was"
tool detach "$DEV" --timeout 1 --json
like "... as JSON" "$text" "\"error\":.*\"object\":\"$DEV\",\"action\":\"detach\".*\"errno\":\"EINTR\""
like "... with the driver's failure" "$text" \
	"\"failure\":\{\"step\":\"offline\",\"block\":\"$named\",\"errno\":4,\"end\":\"signal\",\"left\":\"as_before\",.*\"kept\":\"pinned\""
like "... with that block" "$text" "\"block\":\{\"block\":\"$named\",.*\"zone\":\"Movable\",\"goes\":\"yes\".*\"kinds\":\{.*\"pid\":$pinner,\"command\":\"pagepin\",\"size\":4096"

# A kernel may be built without pseudo terminals.
mkdir -p /dev/pts
mountpoint -q /dev/pts || mount -t devpts devpts /dev/pts
if script -qc true /dev/null > /dev/null 2>&1; then
	script -qc "daxkmem detach $DEV --timeout 3" /tmp/tty > /dev/null 2>&1
	like "... a terminal gets a progress bar" "$(cat /tmp/tty)" \
		"$DEV: detaching \[#*\.*\] +[0-9]+%"
fi
tool resize "$DEV" 0 --timeout 8
is "a resize that is only partly possible ends with exit code 64" "$rc" 64
# The emptiest block is unplugged first. The program's other pages may have moved to another
# block, which is then fuller than the block with the pinned page.
like "... and reports the size reached" "$text" "not completed within the time limit; (128|256)M of .* is memory now \(EINTR\)"
like "... and the block that is left" "$text" "in the way: $named, .*process $pinner "
tool resize "$DEV" "$size"
is "resize plugs all memory again" "$rc $(state)" "0 online_movable"

daxkmem detach "$DEV" > /tmp/out 2>&1 &
tooler=$!
until_true 30 grep -q 'detaching .*%' /tmp/out
# SIGTERM, because background jobs of a shell ignore SIGINT.
kill -TERM $tooler
wait $tooler
is "SIGTERM ends detach" "$?" 1
like "... and is reported" "$(cat /tmp/out)" "interrupted by a signal; the device is unchanged"
like "... after the progress" "$(cat /tmp/out)" "$DEV: detaching +[0-9]+%"
is "... nothing has changed" "$(driver_of) $(state; attr blocks)" "$drv $was"

echo > /tmp/go
wait $pinner
rm -f /tmp/go /tmp/new_id
tool detach "$DEV" --timeout 60
is "once the page is free, detach succeeds" "$rc" 0
is "... the device is bound to device_dax" "$(driver_of)" device_dax
is "... the name is removed" "$(try $bus/drivers/$drv/bind "$DEV")" ENODEV
tool detach "$DEV"
is "a second detach succeeds" "$rc" 0
like "... and reports that the device is already detached" "$text" "$DEV: already detached"
tool state "$DEV"
is "a detached device has no state" "$rc" 1

tool attach "$DEV" --policy online_kernel
is "attach --policy" "$rc $(state) $(attr policy)" "0 online_kernel online_kernel"
is "... does not change the module's policy and plug" \
	"$(cat $par/policy $par/plug)" "online_movable"$'\n'"all"

try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool detach "$DEV"
is "detach of a device that was unbound with memory online fails" "$rc" 1
like "... and suggests attach" "$text" "daxkmem attach $DEV takes over"
tool attach "$DEV"
is "... attach takes the memory over" "$rc $(state)" "0 online_kernel"
tool detach "$DEV" --timeout 60
if [ "$rc" = 1 ] && [[ $text == *EBUSY* ]]; then
	echo "# the kernel has put data of its own there: $text"
	for text in {1..9}; do
		skip "the device can be detached ($text)" "the kernel has data of its own there"
	done
	finish
fi
is "... the device can then be detached" "$(driver_of)" device_dax

# A machine on which nothing has loaded device_dax.
tool attach "$DEV"
rmmod device_dax
tool detach "$DEV"
is "without device_dax, detach leaves the device without a driver" "$rc $(driver_of)" "0 "
is "... and reports it" "$text" "$DEV: detached, without a driver because device_dax is not loaded"
check_not "... device_dax is not loaded" test -d /sys/module/device_dax
tool attach "$DEV"
is "... attach succeeds without device_dax" "$rc $(state)" "0 online_movable"
try "$bus/drivers/$drv/unbind" "$DEV" > /dev/null
tool detach "$DEV"
like "... with memory that an unbind left online, detach fails" "$rc $text" \
	"^1 .*its memory is still in use"
tool attach "$DEV"
tool detach "$DEV"
modprobe device_dax
is "... once device_dax is loaded, it binds the device" "$rc $(driver_of)" "0 device_dax"

check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
