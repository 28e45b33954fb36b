#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine check in a pool that a guest uses. This version of Xen handles it without reading
# any of the processor's banks: the guest survives, no page is offlined, and Dom0 gets no
# event. A page recorded as bad by other means is excluded from the next donation.
# tier: full
# suites: bookworm
# cpu: vendor=GenuineIntel
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
end=$(($(dev_start) + $(dev_size)))
modprobe dax_kmem_xen
is "the device is donated" "$(bind_dev)" ok
config pv1 pv 256 "$(dirty 100)"
works "a guest gets memory from the pool" xen create /tmp/pv1.cfg --pool "$DEV"
check "... and uses the memory" says pv1 "dirtied 100 MiB"
free=$(free_bytes)

# monitor WORD...: runs a command of QEMU's monitor; prints its answer
monitor() {
	local answer

	exec 3<> /dev/ttyS1
	echo "@monitor $*" >&3
	read -r answer <&3
	exec 3<&-
	echo "$answer"
}

# untouched TEXT: the guest, the pool and Dom0 are unaffected
untouched() {
	is "$1: the guest survives" "$(xl list pv1 | awk 'NR == 2 { print $1 }')" pv1
	is "... the pool has the same free memory" "$(free_bytes)" "$free"
	is "... Xen offlines no page of the pool" \
		"$(node_mb 1 memsize)" $(($(attr donated_size) >> 20))
	works "... daxkmem xen watch --once succeeds" xen watch --once
	is "... Dom0 gets no event" "$out" ""
}

# Uncorrected, with an address, action optional: as from a patrol scrubber.
bad=$((end - 300 * 4096))
xl dmesg -c > /dev/null
is "QEMU injects a machine check" \
	"$(monitor "mce -b 0 9 0xbd000000000000c0 0x5 $(printf %#x $bad) 0x8c")" '{"return": ""}'
untouched "a machine check from QEMU"
# The same through the hypervisor's injection interface, with action required.
mceinject 0xbd80000000100134 0x8c "$(printf %#x $bad)"
check "Xen handles an injected machine check" until_true 30 eval 'xl dmesg | grep -q "Simulating #MC"'
untouched "... and finds no error"

page=$(printf '%#x' $bad)
works "a bad page can be recorded" bad add "$DEV" "$page"
is "... the driver lists it" "$(attr bad_pages)" "$(printf '%#018x-%#018x' $bad $((bad + 4095)))"
is "... the ledger has it, for the next boot" \
	"$(grep -c "^0x" /var/lib/daxkmem/*.bad)" 1
xl destroy pv1
until_true 60 eval "! xl list pv1"
finish
