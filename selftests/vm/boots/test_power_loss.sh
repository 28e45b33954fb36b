#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The power goes while the device is memory and full. The next boot finds the
# namespace as it was, as a device and not as RAM, and it can be bound again.
# tier: full
# smoke: yes
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../tests/ktap.sh
. "$vm_tests/ktap.sh"
need qemu-system-x86_64 qemu-system-x86
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
# The guest's folder, which both boots use.
export BED_DIR=$work/guest
mkdir "$BED_DIR"

# sysrq b resets the machine at once, without a word to anybody.
cat > "$work/before" <<'END'
cd /tests && . ./lib.sh
ndctl list -N | grep uuid
load
bind_dev
numactl --membind=1 nodefill 800
attr online_size
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

mapfile -t before < <("$bed/script" "$kver" nvdimm "$work/before" 2> /dev/null)
is "$kver: the node was full when the power failed" \
	"${before[1]} ${before[2]%% *}" "ok 1:204800"
mapfile -t after < <("$bed/script" "$kver" nvdimm "$work/after")
is "... the namespace has its UUID" "${after[0]}" "${before[0]}"
is "... the device is device_dax's, and not RAM" \
	"${after[1]} ${after[2]}" "device_dax 0"
is "... it can be bound again, whole" \
	"${after[3]} ${after[4]} ${after[5]}" "ok online_movable ${before[3]}"
finish
