#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest for tests with systemd and udev (bed/debian/guest.sh): Debian boots completely,
# udev loads the NVDIMM's drivers, the module works, and the host can run commands in the
# guest. test_debian_boots tests reboots.
# tier: quick
# kernels: newest
export NVDIMM_MB=640
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=debian.sh
. "$(dirname "$0")/debian.sh"
plan 19

words() {
	is "the output of a command is returned" \
		"$(guest_run 'echo "  a"; echo; printf "b > \\ \$"')" \
		"  a"$'\n\n'"b > \\ \$"
	is "... and its exit status" "$(guest_run 'echo no; exit 3'; echo $?)" $'no\n3'
	is "... a command is ended at its time limit" \
		"$(guest_run -t 1 'sleep 50'; echo $?)" 124
}

first_boot() {
	ended_well "first boot"
	is "... udev loads nfit" \
		"$(guest_run 'cut -d" " -f1 /proc/modules | grep nfit')" nfit
	is "... there is no dax device" "$(guest_run 'ls /dev/dax* 2> /dev/null')" ""
	check "a devdax namespace is created" guest_run \
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0 && udevadm settle'
	like "... it has a UUID" "$(uuid)" uuid
	is "... node 1 has no memory" "$(node_total)" 0
}

guest_kind=nvdimm
starts
words
first_boot
bind
check "the guest powers off" guest_poweroff
finish
