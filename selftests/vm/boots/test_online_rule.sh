#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where udev is to bring memory online and not the driver, the rule among the
# examples does: all blocks of the device, in zone Movable, also those that
# udev sees while the driver is still busy with the others, for which the device
# has many.
# tier: full
export NVDIMM_MB=6144
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=../../bed/debian/guest.sh
. "$bed/debian/guest.sh"
# shellcheck source=points.sh
. "$(dirname "$0")/points.sh"
guest_begin
conf=/etc/daxkmem.d/vm.conf
rule=/etc/udev/rules.d/90-daxkmem-online.rules

# blocks: how many of the device there are, each with its state and zone
blocks() {
	guest_run "awk '{ print \$2, \$3 }' \
		/sys/bus/dax/devices/dax0.0/dax_kmem/blocks | sort | uniq -c | xargs"
}

# all_online TEXT: all blocks get there, within a minute
all_online() {
	comes "$1" "47 online Movable" blocks
	echo "# $(guest_run "journalctl -b -u systemd-udevd -o cat |
		grep -c 'resource busy'") blocks were busy when udev saw them first"
}

no_rule() {
	check "a devdax namespace is made and named" guest_run "
		ndctl create-namespace -f -m devdax -M mem -e namespace0.0 &&
		udevadm settle &&
		printf '[device \"uuid=%s\"]\npolicy = offline\nsignature = wipe\n' \
			\$(daxkmem list --output uuid | tail -n 1) > $conf"
	check "without a rule, daxkmem apply" guest_run 'daxkmem apply && udevadm settle'
	is "... leaves all offline" "$(blocks)" "47 offline -"
	check "... daxkmem detach" guest_run 'daxkmem detach dax0.0'
}

with_rule() {
	check "the example is put in place" guest_run \
		"cp /root/${rule##*/}.example $rule && udevadm control --reload"
	check "... daxkmem apply" guest_run 'daxkmem apply'
	all_online "... udev brings all online"
	check "... what waits for it sees it" guest_run \
		'daxkmem monitor dax0.0 --until online_size=usable_size --timeout 30'
	check "... the device can be detached" guest_run 'daxkmem detach dax0.0'
	is "... and stays so" "$(guest_run 'udevadm settle
		basename $(readlink /sys/bus/dax/devices/dax0.0/driver)')" device_dax
	well
}

# one_node: the rule's other way, which has a part more
one_node() {
	guest_run "sed -i 's/^SUBSYSTEM==\"memory\",/& TEST==\"node1\",/' $rule; sync"
	is "for the memory of node 1 alone" "$(guest_run "grep -c '^SUBSYSTEM==\"memory\", TEST==\"node1\"' $rule")" 1
	check "... it reboots" guest_reboot
	all_online "... udev brings all online by itself"
	well
}

mkdir -p "$work/add/root"
cp "$top"/udev/90-daxkmem-online.rules.example "$work/add/root/"
guest_install_tool "$work/add" || { fail "make install"; finish; }
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is made"; finish; }
guest_boot || { fail "it boots"; finish; }
pass "it boots"
no_rule
with_rule
one_node
	guest_kill
finish
