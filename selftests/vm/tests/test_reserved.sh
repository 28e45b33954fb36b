#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The policy "reserved" keeps a device for an owner outside of the kernel. No memory is added,
# no other driver can claim its addresses, and its contents stay.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 37
usable=$(($(cat "$(dev)/size") / block_size * block_size))
before=$(iomem)

reservations() {
	grep -c ": $DEV (reserved)\$" /proc/iomem
}

load
mark
try /sys/module/dax_kmem/parameters/policy reserved > /dev/null
is "with the policy reserved, a bind adds no memory" "$(bind_dev) $(state) $(attr plugged_size)" "ok unplugged 0"
is "... and reserves the addresses" "$(reservations)" 1
for word in online online_kernel online_movable; do
	is "... state $word is refused" "$(set_state $word)" EBUSY
done
like "... the log names the reason" "$(log)" "is reserved for another owner; write another policy to dax_kmem/policy first"
is "... and so does the attribute failure" "$(failure_says step errno end)" "check 16 busy"
is "... a size is refused" "$(try "$(dev)/dax_kmem/requested_size" 128M)" EBUSY
is "... a size of 0 changes nothing" "$(try "$(dev)/dax_kmem/requested_size" 0)" ok
is "... a scrub is refused" "$(try "$(dev)/dax_kmem/scrub" 1)" EBUSY
is "... unplugged changes nothing" "$(set_state unplugged)" ok
is "another policy ends the reservation" "$(try "$(dev)/dax_kmem/policy" online_movable) $(reservations)" "ok 0"
is "... the memory can be added" "$(set_state online_movable) $(attr online_size)" "ok $usable"
mark
is "... the policy is refused while the device has memory" "$(try "$(dev)/dax_kmem/policy" reserved) $(attr policy)" \
	"EBUSY online_movable"
like "... the log names the reason" "$(log)" "has memory; write unplugged to state before the policy reserved"
is "... the state is unchanged" "$(state)" online_movable
is "once unplugged, the device can be reserved again" \
	"$(set_state unplugged; try "$(dev)/dax_kmem/policy" reserved; reservations)" "ok"$'\n'"ok"$'\n'"1"
is "... writing the policy again changes nothing" "$(try "$(dev)/dax_kmem/policy" reserved) $(reservations)" "ok 1"
is "an unbind ends the reservation" "$(try $bus/drivers/$drv/unbind "$DEV") $(reservations)" "ok 0"
try $bus/drivers/$drv/bind "$DEV" > /dev/null
is "... the next bind reserves the addresses again" "$(reservations)" 1
unload
is "... unloading the module ends the reservation" "$(reservations)" 0
try $bus/drivers/device_dax/bind "$DEV" > /dev/null
is "/proc/iomem is as before" "$(iomem)" "$before"

# The tool: a reserved device is not memory, so its contents are not overwritten.
daxpattern write "/dev/$DEV" > /dev/null
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"
tool plan "$DEV" --policy reserved
like "plan reports that no memory is added" "$rc $text" "^0 .*none, the device is reserved for another owner"
check_not "... and prints no memmap" grep -qi "memmap takes\|memmap size\|memmap location" <<< "$text"
tool attach "$DEV" --policy reserved
is "attach reserves the device" "$rc $(reservations) $(state)" "0 1 unplugged"
tool attach "$DEV" --policy reserved
is "... attach again changes nothing" "$rc" 0
tool list "$DEV"
like "... list shows the policy" "$text" "unplugged +reserved"
tool state "$DEV" online_movable
is "... state is refused" "$rc" 1
tool resize "$DEV" 256M
is "... resize is refused" "$rc" 1
tool detach "$DEV"
is "detach returns it to device_dax" "$rc $(driver_of)" "0 device_dax"
like "... with its contents" "$(daxpattern check "/dev/$DEV" | awk '{ print $2 == $4, $4 }')" "^1 [1-9]"

mkdir -p /etc/daxkmem.d
printf '[device "%s"]\npolicy = reserved\n' "$DEV" > /etc/daxkmem.d/test.conf
tool apply
is "apply reserves the device" "$rc $(reservations)" "0 1"
tool apply
like "... again changes nothing" "$rc $text" "^0 $DEV: unchanged"
sed -i 's/policy.*/policy = online_movable/' /etc/daxkmem.d/test.conf
tool apply
is "apply with another policy makes it memory" "$rc $(attr online_size)" "0 $usable"
sed -i 's/policy.*/policy = reserved/' /etc/daxkmem.d/test.conf
tool apply
is "... apply with reserved fails while it has memory" "$rc $(state)" "1 online_movable"
tool apply --detach
is "... apply --detach detaches it" "$rc $(driver_of)" "0 device_dax"
rm /etc/daxkmem.d/test.conf
unload
is "/proc/iomem is as before at the end" "$(iomem)" "$before"
finish
