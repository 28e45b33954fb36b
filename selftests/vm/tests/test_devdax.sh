#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# attach of what somebody may still want: a namespace in another mode, and a
# device that begins with a signature.
# tier: full
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
plan 40
command -v daxkmem > /dev/null || skip_all "daxkmem is missing"

mode() {
	cat /sys/bus/nd/devices/namespace0.0/mode
}

# check calls it
# shellcheck disable=SC2317
quiet() {
	"$@" > /tmp/ndctl 2>&1
}

rmmod dax_kmem 2> /dev/null
truncate -s 1M /tmp/swap
mkswap /tmp/swap > /dev/null
daxput "/dev/$DEV" < /tmp/swap || fail "a signature cannot be written to $DEV"
tool attach "$DEV"
is "a device that begins with a signature is refused" "$rc" 1
like "... which is named" "$text" "it holds swap, .*\(EEXIST\).*--force"
is "... the driver was loaded for it" "$(test -d /sys/module/dax_kmem; echo $?)" 0
is "... device_dax still has the device" "$(driver_of)" device_dax
# refused TEXT: an attach without --force finds the signature
refused() {
	tool attach "$DEV"
	like "$1" "$rc $text" "^1 .*it holds swap"
}

# An attach that fails destroys nothing, whatever it was allowed to.
tool attach "$DEV" --force --size 3000000000000
is "an attach with --force that fails at its last step" "$rc $(driver_of)" "1 device_dax"
refused "... leaves the signature"
printf '[device "%s"]\nsignature = wipe\nnode = 900\n' "$DEV" > /tmp/wipe.conf
tool apply /tmp/wipe.conf
is "an apply with signature = wipe that fails" "$rc $(driver_of)" "1 device_dax"
refused "... leaves the signature"
tool attach "$DEV" --force
is "--force attaches it" "$rc $(state)" "0 online_movable"
set_state unplugged > /dev/null
for what in unbind remove_id; do
	try "$bus/drivers/$drv/$what" "$DEV" > /dev/null
done
try $bus/drivers/device_dax/bind "$DEV" > /dev/null
tool attach "$DEV"
is "a signature that was given up is not asked about again" "$rc $(state)" "0 online_movable"
tool detach "$DEV"
is "... detach wipes it" "$rc $(ls /var/lib/daxkmem/*.given-up 2> /dev/null)" "0 "
mkswap /tmp/swap > /dev/null
daxput "/dev/$DEV" < /tmp/swap
refused "a signature that was made since is refused"
tool attach "$DEV" --force
is "... --force attaches it" "$rc $(state)" "0 online_movable"
tool attach namespace0.0
like "a namespace's name will do" "$rc $text" "^0 $DEV: attached already"
tool detach uuid="$(cat "$(dev)/../uuid")" --scrub
is "... and so will its UUID" "$rc $(driver_of)" "0 device_dax"
tool attach "$DEV"
is "once it was given back, nothing is in the way" "$rc" 0
tool detach "$DEV"

check "the namespace becomes fsdax" quiet ndctl create-namespace -f -e namespace0.0 -m fsdax -M mem
is "... it has no dax device now" "$(ls $bus/devices)" ""
tool attach namespace0.0
is "a namespace in another mode is refused" "$rc" 1
like "... with the way out" "$text" "its mode is fsdax.*daxkmem attach namespace0.0 --devdax"
tool attach uuid="$(cat /sys/bus/nd/devices/namespace0.0/uuid)"
like "... by its UUID too" "$text" "its mode is fsdax"
mkswap /dev/pmem0 > /dev/null
tool attach namespace0.0 --devdax
is "--devdax refuses one that holds something" "$rc $(mode)" "1 memory"
like "... which is named" "$text" "/dev/pmem0 holds swap \(EEXIST\)"
exec 7< /dev/pmem0
swapon /dev/pmem0
tool attach namespace0.0 --devdax --force
is "--devdax --force refuses one that is in use" "$rc $(mode)" "1 memory"
like "... and says so" "$text" "/dev/pmem0: .*\(EBUSY\)"
swapoff /dev/pmem0
exec 7<&-
tool attach namespace0.0 --devdax --force
is "--devdax --force makes it devdax and attaches it" "$rc $(mode)" "0 dax"
like "... all in one" "$text" "attached, memory of node $(node_of), state online_movable"
tool detach namespace0.0
is "... and back" "$rc" 0

# Whatever moment it is killed in, the namespace is what it was, or it is devdax; and
# it can be gone on with.
killed=0 lost="" stuck=""
while :; do
	quiet ndctl create-namespace -f -e namespace0.0 -m fsdax -M mem
	mkswap /dev/pmem0 > /dev/null
	{ LD_PRELOAD=/tests/killwrite.so KILL_BEFORE=$((killed + 1)) \
		daxkmem attach namespace0.0 --devdax --force > /tmp/ndctl 2>&1; } 2> /dev/null
	[ $? = 137 ] && [ $killed -lt 30 ] || break
	killed=$((killed + 1))
	if [ -z "$(ls $bus/devices)" ]; then
		tool attach namespace0.0 --devdax
		[[ $rc$text == "1"*"holds swap"* ]] || lost+=" $killed: $text"
	fi
	tool attach namespace0.0 --devdax --force
	[ "$rc" = 0 ] || stuck+=" $killed: $text"
	tool detach namespace0.0
done
is "--devdax, killed before each of its writes, has lost nothing" "$lost" ""
is "... the next one succeeds" "$stuck" ""
at_least "... which were many" "$killed" 10
tool detach namespace0.0
is "... and not all" "$rc" 0

# A step that fails leaves it what it was, or is one that it can do without.
refused=0 lost=""
for ((n = 1; n < killed; n++)); do
	quiet ndctl create-namespace -f -e namespace0.0 -m fsdax -M mem
	mkswap /dev/pmem0 > /dev/null
	LD_PRELOAD=/tests/killwrite.so FAIL_AT=$n \
		daxkmem attach namespace0.0 --devdax --force > /tmp/ndctl 2>&1
	rc=$?
	tool detach namespace0.0
	[ "$(mode)" != dax ] || continue
	refused=$((refused + 1))
	tool attach namespace0.0 --devdax
	[[ $rc$(mode)$text == 1memory*"holds swap"* ]] || lost+=" $n: $text"
done
is "a write that fails leaves it what it was" "$lost" ""
at_least "... many of them" $refused 4
quiet ndctl create-namespace -f -e namespace0.0 -m devdax -M mem

quiet ndctl disable-namespace namespace0.0
uuid=$(cat /sys/bus/nd/devices/namespace0.0/uuid)
tool attach namespace0.0 --devdax
is "a devdax namespace that was disabled is enabled" "$rc $(mode)" "0 dax"
is "... and is the one it was" "$(cat /sys/bus/nd/devices/namespace0.0/uuid)" "$uuid"
tool detach namespace0.0
check "ndctl finds nothing odd" quiet ndctl list -N
check "the kernel makes the same of it again" quiet ndctl disable-namespace namespace0.0
check "... when it is enabled" quiet ndctl enable-namespace namespace0.0
is "... devdax" "$(mode) $(ls $bus/devices)" "dax $DEV"
unload
finish
