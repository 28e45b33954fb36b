#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What tests with systemd and udev stand on (bed/debian/guest.sh): Debian boots to its
# end, udev loads what the NVDIMM needs, disk and NVDIMM outlive reboots and the
# loss of power, the module works there, and what a test adds is found.
# tier: quick
# kernels: newest
export NVDIMM_MB=640
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
guest_need
work=$(mktemp -d) || exit 1
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'guest_kill; rm -rf "$work"' EXIT

# A unit that counts boots, and a program for it.
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

# A second NVDIMM may come first, and take the name dax0.0.
driver() {
	guest_run 'd=$(ndctl list -N | sed -n "s/.*\"chardev\":\"\(.*\)\".*/\1/p")
		basename $(readlink /sys/bus/dax/devices/$d/driver)'
}

uuid() {
	guest_run 'ndctl list -N | grep -o "\"uuid\":.*"'
}

# the node's memory in KiB; 0 where it has none
node_total() {
	guest_run "awk '\$3 == \"MemTotal:\" { n = \$4 } END { print n + 0 }' \
		/sys/devices/system/node/node1/meminfo 2> /dev/null || echo 0"
}

# ended_well TEXT: nothing failed in this boot
ended_well() {
	is "$1: systemd is content, multi-user.target is there" \
		"$(guest_run 'systemctl is-system-running
			systemctl is-active multi-user.target' | xargs)" \
		"running active"
	is "... no unit failed" "$(guest_failed_units)" ""
	is "... the kernel's log has no warning" "$(guest_complaints)" ""
}

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
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0'
	first_uuid=$(uuid) first_id=$(boot_id)
	like "... it has a UUID" "$first_uuid" uuid
	guest_run 'echo kept > /var/tmp/file'
	boots_before=$(boots)
}

second_boot() {
	ended_well "second boot"
	check_not "... it is another one" test "$(boot_id)" = "$first_id"
	is "... what the overlay added ran once more" "$(boots)" $((boots_before + 1))
	is "... the file is there" "$(guest_run 'cat /var/tmp/file')" kept
	is "... the namespace has its UUID" "$(uuid)" "$first_uuid"
	check "... /dev/dax0.0 came by itself" guest_run 'test -c /dev/dax0.0'
	is "... as device_dax's" "$(driver)" device_dax
	is "... node 1 has no memory" "$(node_total)" 0
}

bind() {
	check "dax_kmem is loaded" guest_run 'modprobe dax_kmem'
	check "... and given the device" guest_run 'cd /sys/bus/dax/drivers &&
		echo dax0.0 > dax_kmem/new_id &&
		echo dax0.0 > device_dax/unbind && echo dax0.0 > dax_kmem/bind'
	is "... has it" "$(driver)" dax_kmem
	check "... node 1's memory is what the device says" guest_run \
		'[ $(cat /sys/bus/dax/devices/dax0.0/dax_kmem/online_size) -eq \
		$(($(awk '\''$3 == "MemTotal:" { print $4 }'\'' \
		/sys/devices/system/node/node1/meminfo) * 1024)) ]'
	at_least "... and a good part of the NVDIMM" "$(node_total)" $((384 << 10))
	is "... the kernel's log has no warning" "$(guest_complaints)" ""
}

power_loss() {
	guest_run 'echo safe > /var/tmp/safe; sync; sysctl -q vm.dirty_writeback_centisecs=0
		echo lost > /var/tmp/lost'
	guest_kill
	check_not "the power goes: the guest is gone" guest_alive
	guest_start
	check "... it goes again in the midst of the boot" \
		guest_until 120 'Reached target.*basic'
	guest_kill
	guest_kind=two_nvdimms
	check "... then it boots, with a second NVDIMM" guest_boot
	ended_well "... boot after that"
	is "... what was synced is there" "$(guest_run 'cat /var/tmp/safe')" safe
	is "... what was not is lost" "$(guest_run 'cat /var/tmp/lost 2> /dev/null')" ""
	is "... the namespace has its UUID" "$(uuid)" "$first_uuid"
	is "... the device is device_dax's" "$(driver)" device_dax
	is "... node 1 has no memory" "$(node_total)" 0
	is "... both NVDIMMs have their node" \
		"$(guest_run 'cat /sys/bus/nd/devices/region*/target_node | xargs')" "1 2"
}

make_overlay
echo "# Linux $kver"
guest_kind=nvdimm guest_keep=1
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is made"; finish; }
guest_boot || { fail "it boots"; finish; }
pass "it boots"
words
first_boot
check "it reboots in the same QEMU" guest_reboot
second_boot
bind
power_loss
check "it switches itself off" guest_poweroff
finish
