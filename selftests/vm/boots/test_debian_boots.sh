#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The Debian guest that other tests boot: its disk and NVDIMM survive reboots and power
# failures, unsynced data is lost, and files that a test adds take effect.
# tier: full
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
plan 38

# make_overlay: creates a unit that counts boots, with its program
make_overlay() {
	local units=$work/add/etc/systemd/system

	mkdir -p "$work/add/usr/local/bin" "$units/multi-user.target.wants"
	printf '#!/bin/sh\necho boot >> /var/lib/boots\n' \
		> "$work/add/usr/local/bin/count"
	chmod +x "$work/add/usr/local/bin/count"
	printf '[Service]\nType=oneshot\nExecStart=/usr/local/bin/count\n' \
		> "$units/count.service"
	ln -s ../count.service "$units/multi-user.target.wants/"
}

boots() {
	guest_run 'grep -cs boot /var/lib/boots || echo 0' | head -n 1
}

boot_id() {
	guest_run 'cat /proc/sys/kernel/random/boot_id'
}

first_boot() {
	ended_well "first boot"
	is "... udev loads nfit" \
		"$(guest_run 'cut -d" " -f1 /proc/modules | grep nfit')" nfit
	is "... there is no dax device" "$(guest_run 'ls /dev/dax* 2> /dev/null')" ""
	check "a devdax namespace is created" guest_run \
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0'
	first_uuid=$(uuid) first_id=$(boot_id)
	like "... it has a UUID" "$first_uuid" uuid
	guest_run 'echo kept > /var/tmp/file'
	boots_before=$(boots)
}

second_boot() {
	ended_well "second boot"
	check_not "... the boot ID is another one" test "$(boot_id)" = "$first_id"
	is "... the unit of the overlay ran once more" "$(boots)" $((boots_before + 1))
	is "... the file is still there" "$(guest_run 'cat /var/tmp/file')" kept
	is "... the namespace has its UUID" "$(uuid)" "$first_uuid"
	check "... /dev/dax0.0 exists" guest_run 'test -c /dev/dax0.0'
	is "... device_dax has the device" "$(driver)" device_dax
	is "... node 1 has no memory" "$(node_total)" 0
}

power_loss() {
	guest_run 'echo safe > /var/tmp/safe; sync; sysctl -q vm.dirty_writeback_centisecs=0
		echo lost > /var/tmp/lost'
	guest_kill
	check_not "a power failure ends the guest" guest_alive
	guest_start
	check "... a second one comes in the middle of the boot" \
		guest_until 120 'Reached target.*basic'
	guest_kill
	guest_kind=two_nvdimms
	check "... then the guest boots, with a second NVDIMM" guest_boot
	ended_well "... boot after the power failures"
	is "... synced data is still there" "$(guest_run 'cat /var/tmp/safe')" safe
	is "... unsynced data is lost" "$(guest_run 'cat /var/tmp/lost 2> /dev/null')" ""
	is "... the namespace has its UUID" "$(uuid)" "$first_uuid"
	is "... device_dax has the device" "$(driver)" device_dax
	is "... node 1 has no memory" "$(node_total)" 0
	is "... each NVDIMM has its node" \
		"$(guest_run 'cat /sys/bus/nd/devices/region*/target_node | xargs')" "1 2"
}

make_overlay
guest_kind=nvdimm guest_keep=1
starts "$work/add"
first_boot
check "the guest reboots in the same QEMU" guest_reboot
second_boot
bind
power_loss
check "the guest powers off" guest_poweroff
finish
