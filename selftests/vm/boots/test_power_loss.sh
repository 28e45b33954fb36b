#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The power goes while the device is memory and full. The next boot finds the
# namespace as it was, as a device and not as RAM, and it can be bound again.
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../tests/ktap.sh
. "$here/tests/ktap.sh"
need qemu-system-x86_64 qemu-system-x86
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# sysrq b resets the machine at once, without a word to anybody.
cat > "$work/before" <<'END'
cd /tests && . ./lib.sh
ndctl list -N | grep uuid
load
bind_dev
numactl --membind=1 nodefill 1500
echo b > /proc/sysrq-trigger
END
cat > "$work/after" <<'END'
cd /tests && . ./lib.sh
ndctl list -N | grep uuid
driver_of
node_kb 1 MemTotal
load
bind_dev
state
attr online_size
END

for kver in $("$here/kernel" --list); do
	export VM_NVDIMM=$work/$kver
	before=$("$here/run" script "$kver" nvdimm "$work/before" 2> /dev/null)
	mapfile -t before <<< "$(tr -d '\r' <<< "$before")"
	is "$kver: the node was full when the power went" \
		"${before[1]} ${before[2]%% *}" "ok 1:384000"

	after=$("$here/run" script "$kver" nvdimm "$work/after")
	mapfile -t after <<< "$(tr -d '\r' <<< "$after")"
	is "... the namespace has its UUID" "${after[0]}" "${before[0]}"
	is "... the device is device_dax's, and not RAM" \
		"${after[1]} ${after[2]}" "device_dax 0"
	is "... it can be bound again, whole" \
		"${after[3]} ${after[4]} ${after[5]}" "ok online_movable 2013265920"
	rm -f "$VM_NVDIMM"
done
finish
