#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What tests with systemd and udev stand on (bed/debian/guest.sh): Debian boots to its
# end, udev loads what the NVDIMM needs, the module works there, and programs run in
# the guest as they are told. test_debian_boots does what takes boots.
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
	is "a command's output comes back" \
		"$(guest_run 'echo "  a"; echo; printf "b > \\ \$"')" \
		"  a"$'\n\n'"b > \\ \$"
	is "... and its exit code" "$(guest_run 'echo no; exit 3'; echo $?)" $'no\n3'
	is "... one that takes too long is ended" \
		"$(guest_run -t 1 'sleep 50'; echo $?)" 124
}

first_boot() {
	ended_well "first boot"
	is "... udev loads nfit by itself" \
		"$(guest_run 'cut -d" " -f1 /proc/modules | grep nfit')" nfit
	is "... there is no dax device" "$(guest_run 'ls /dev/dax* 2> /dev/null')" ""
	check "a devdax namespace is made" guest_run \
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0 && udevadm settle'
	like "... it has a UUID" "$(uuid)" uuid
	is "... and node 1 no memory" "$(node_total)" 0
}

guest_kind=nvdimm
starts
words
first_boot
bind
check "it switches itself off" guest_poweroff
finish
