#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# With policy offline, the example udev rule onlines all blocks of the device in
# ZONE_MOVABLE, including those that udev sees while the driver is still adding others.
# The device has many blocks to provoke this.
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

# blocks: the number of the device's blocks in each state and zone
blocks() {
	guest_run "awk '{ print \$2, \$3 }' \
		/sys/bus/dax/devices/dax0.0/dax_kmem/blocks | sort | uniq -c | xargs"
}

# all_online TEXT: passes if all blocks are online within a minute
all_online() {
	comes "$1" "47 online Movable" blocks
	echo "# $(guest_run "journalctl -b -u systemd-udevd -o cat |
		grep -c 'resource busy'") blocks were busy at the first attempt of udev"
}

no_rule() {
	check "a devdax namespace is created and gets a section" guest_run "
		ndctl create-namespace -f -m devdax -M mem -e namespace0.0 &&
		udevadm settle &&
		printf '[device \"uuid=%s\"]\npolicy = offline\nsignature = wipe\n' \
			\$(daxkmem list --output uuid | tail -n 1) > $conf"
	check "without a rule, daxkmem apply" guest_run 'daxkmem apply && udevadm settle'
	is "... leaves all blocks offline" "$(blocks)" "47 offline -"
	check "... daxkmem detach" guest_run 'daxkmem detach dax0.0'
}

with_rule() {
	check "the example rule is installed" guest_run \
		"cp /root/${rule##*/}.example $rule && udevadm control --reload"
	check "... daxkmem apply" guest_run 'daxkmem apply'
	all_online "... udev onlines all blocks"
	check "... monitor --until sees it" guest_run \
		'daxkmem monitor dax0.0 --until online_size=usable_size --timeout 30'
	check "... the device can be detached" guest_run 'daxkmem detach dax0.0'
	is "... and stays detached" "$(guest_run 'udevadm settle
		basename $(readlink /sys/bus/dax/devices/dax0.0/driver)')" device_dax
	well
}

# one_node: the variant of the rule for a single node, which has one more match
one_node() {
	guest_run "sed -i 's/^SUBSYSTEM==\"memory\",/& TEST==\"node1\",/' $rule; sync"
	is "the rule is limited to node 1" "$(guest_run "grep -c '^SUBSYSTEM==\"memory\", TEST==\"node1\"' $rule")" 1
	check "... the guest reboots" guest_reboot
	all_online "... udev onlines all blocks at boot"
	well
}

mkdir -p "$work/add/root"
cp "$top"/udev/90-daxkmem-online.rules.example "$work/add/root/"
guest_install_tool "$work/add" || { fail "make install"; finish; }
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is created"; finish; }
guest_boot || { fail "the guest boots"; finish; }
pass "the guest boots"
no_rule
with_rule
one_node
	guest_kill
finish
