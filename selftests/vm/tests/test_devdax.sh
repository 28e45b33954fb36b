#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# attach of a device that may be in use for something else: a namespace in another mode,
# and a device that begins with a signature.
# tier: full
# machines: nvdimm
# timeout: 300
. "$(dirname "$0")/lib.sh"
plan 32
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
like "... the error names the signature" "$text" "the device contains swap, .*\(EEXIST\).*--force"
is "... the driver was loaded" "$(test -d /sys/module/dax_kmem; echo $?)" 0
is "... device_dax still has the device" "$(driver_of)" device_dax
# refused TEXT: an attach without --force finds the signature
refused() {
	tool attach "$DEV"
	like "$1" "$rc $text" "^1 .*the device contains swap"
}

# An attach that fails destroys no data, even with --force.
tool attach "$DEV" --force --size 3000000000000
is "an attach with --force fails at its last step" "$rc $(driver_of)" "1 device_dax"
refused "... and leaves the signature"
printf '[device "%s"]\nsignature = wipe\nnode = 900\n' "$DEV" > /tmp/wipe.conf
tool apply /tmp/wipe.conf
is "an apply with signature = wipe fails" "$rc $(driver_of)" "1 device_dax"
refused "... and leaves the signature"
tool attach "$DEV" --force
is "--force attaches it" "$rc $(state)" "0 online_movable"
set_state unplugged > /dev/null
for what in unbind remove_id; do
	try "$bus/drivers/$drv/$what" "$DEV" > /dev/null
done
try $bus/drivers/device_dax/bind "$DEV" > /dev/null
tool attach "$DEV"
is "a signature that --force has accepted is not refused again" "$rc $(state)" "0 online_movable"
tool detach "$DEV"
is "... detach wipes it" "$rc $(ls /var/lib/daxkmem/*.given-up 2> /dev/null)" "0 "
mkswap /tmp/swap > /dev/null
daxput "/dev/$DEV" < /tmp/swap
refused "a signature that is written after the detach is refused"
tool attach "$DEV" --force
is "... --force attaches it" "$rc $(state)" "0 online_movable"
tool attach namespace0.0
like "a device can be named by its namespace" "$rc $text" "^0 $DEV: already attached"
tool detach uuid="$(cat "$(dev)/../uuid")" --scrub
is "... and by its UUID" "$rc $(driver_of)" "0 device_dax"
tool attach "$DEV"
is "after a detach it can be attached again" "$rc" 0
tool detach "$DEV"

check "the namespace becomes fsdax" quiet ndctl create-namespace -f -e namespace0.0 -m fsdax -M mem
is "... it has no dax device" "$(ls $bus/devices)" ""
tool attach namespace0.0
is "a namespace in another mode is refused" "$rc" 1
like "... the error names a command" "$text" "the namespace mode is fsdax.*next: ndctl create-namespace -f -e namespace0.0 -m devdax"
suggested=$(sed -n 's/^ *next: \(ndctl .*\), which .*/\1/p' <<< "$text")
tool attach uuid="$(cat /sys/bus/nd/devices/namespace0.0/uuid)"
like "... by its UUID too" "$text" "the namespace mode is fsdax"
is "... its mode is unchanged" "$(mode)" memory
read -ra suggested <<< "$suggested"
check "the suggested command makes it devdax" quiet "${suggested[@]}"
tool attach namespace0.0
is "... and it can be attached" "$rc $(mode)" "0 dax"
tool detach namespace0.0
is "... and detached" "$rc" 0

quiet ndctl disable-namespace namespace0.0
uuid=$(cat /sys/bus/nd/devices/namespace0.0/uuid)
tool attach uuid="$uuid"
like "a disabled devdax namespace is refused" "$rc $text" "^1 .*the namespace is disabled and has no dax device.*next: ndctl enable-namespace namespace0.0"
check "the suggested command enables it" quiet ndctl enable-namespace namespace0.0
tool attach uuid="$uuid"
is "... and it can be attached" "$rc $(mode)" "0 dax"
tool detach namespace0.0
check "ndctl lists the namespace without an error" quiet ndctl list -N
check "the namespace can be disabled" quiet ndctl disable-namespace namespace0.0
check "... and enabled again" quiet ndctl enable-namespace namespace0.0
is "... as devdax" "$(mode) $(ls $bus/devices)" "dax $DEV"
unload
finish
