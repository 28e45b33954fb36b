#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine check in a pool that a guest uses. Xen of this version is told of it
# and looks at no bank of the processor's: nobody dies, no page goes, Dom0 hears
# nothing. What is learned otherwise is for the next donation to know.
# tier: full
# cpu: vendor=GenuineIntel
. "$(dirname "$0")/lib.sh"
# shellcheck source=tool.sh
. "$here/tool.sh"
end=$(($(dev_start) + $(dev_size)))
modprobe dax_kmem_xen
is "the device is Xen's" "$(bind_dev)" ok
config pv1 pv 256 "$(dirty 100)"
works "a guest has memory of it" xen create /tmp/pv1.cfg --pool "$DEV"
check "... and uses it" says pv1 "dirtied 100 MiB"
free=$(free_bytes)

# monitor WORDS: a command of QEMU's monitor; prints the answer, which comes when it
# has been carried out
monitor() {
	local answer

	exec 3<> /dev/ttyS1
	echo "@monitor $*" >&3
	read -r answer <&3
	exec 3<&-
	echo "$answer"
}

# untouched TEXT: by all that comes
untouched() {
	is "$1: the guest lives" "$(xl list pv1 | awk 'NR == 2 { print $1 }')" pv1
	is "... and has what it had" "$(free_bytes)" "$free"
	is "... Xen takes no page of the pool out of use" \
		"$(node_mb 1 memsize)" $(($(attr donated_size) >> 20))
	works "... Dom0 hears nothing of it" xen watch --once
	is "... at all" "$out" ""
}

# Uncorrected, with an address, action optional: what a patrol scrubber finds.
bad=$((end - 300 * 4096))
xl dmesg -c > /dev/null
is "QEMU takes a machine check" \
	"$(monitor "mce -b 0 9 0xbd000000000000c0 0x5 $(printf %#x $bad) 0x8c")" '{"return": ""}'
untouched "a machine check of the machine"
# By the hypervisor's own hand, and with words that say that action is required.
mceinject 0xbd80000000100134 0x8c "$(printf %#x $bad)"
check "a machine check is handled" until_true 30 eval 'xl dmesg | grep -q "Simulating #MC"'
untouched "... and no error found"

page=$(printf '%#x' $bad)
works "what is known to be bad is put on record" bad add "$DEV" "$page"
is "... with the driver" "$(attr bad_pages)" "$(printf '%#018x-%#018x' $bad $((bad + 4095)))"
is "... and in the ledger, for the next time that the host boots" \
	"$(grep -c "^0x" /var/lib/daxkmem/*.bad)" 1
xl destroy pv1
until_true 60 eval "! xl list pv1"
finish
