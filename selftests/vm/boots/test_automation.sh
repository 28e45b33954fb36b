#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device that /etc/daxkmem.d names is memory whenever it is there, by udev and
# systemd alone: when its namespace appears, after a reboot, and after the power
# went at whatever moment. At shutdown it is given back, and overwritten.
# tier: full
export NVDIMM_MB=640
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
unit=daxkmem@dax0.0.service
secret="a secret that is in memory"

attached="dax_kmem online_movable whole active"

# state_comes TEXT [REPORT]: dax0.0 gets there, within a minute
state_comes() {
	comes "$1" "${2:-$attached}" dax_report
}

uuid() {
	guest_run 'cat "$(readlink -f /sys/bus/dax/devices/dax0.0)/../uuid"'
}

unnamed() {
	is "a namespace that nothing names" "$(dax_report)" "device_dax active"
	is "... its unit has nothing to say" \
		"$(guest_run "journalctl -b -o cat -t daxkmem")" ""
	is "... the driver is not loaded" "$(guest_run 'grep -c ^dax_kmem /proc/modules')" 0
}

configure() {
	guest_run "printf '[device \"uuid=%s\"]\npolicy = online_movable\nscrub = yes\nsignature = wipe\n' $1 > $conf; sync"
}

appears() {
	check "a devdax namespace is made" guest_run \
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0'
	guest_run 'udevadm settle'
	unnamed
	first=$(uuid)
	configure "$first"
	check "it is named, and goes away" guest_run 'ndctl disable-namespace namespace0.0'
	is "... with its unit" "$(guest_run "systemctl is-active $unit")" inactive
	check "... and comes back" guest_run 'ndctl enable-namespace namespace0.0'
	state_comes "... it is memory by itself"
	is "... of node 1" "$(guest_run 'grep -c MemTotal /sys/devices/system/node/node1/meminfo')" 1
	well
}

# A page that is bad, and a secret in the memory of a program.
use() {
	guest_run "p=\$(printf '%#x' \$((\$(cat /sys/bus/dax/devices/dax0.0/dax_kmem/blocks |
			sed -n '2s/memory\([0-9]*\).*/\1/p') * 0x8000000 + 20480)))
		daxkmem bad add dax0.0 \$p
		echo -n \"\$p\" > /var/tmp/bad
		yes '$secret' | numactl --membind=1 head -c 32M > /dev/shm/secret
		sync" > /dev/null
	like "what is in use holds a secret" "$(grep -ac "$secret" "$guest_dir/nvdimm0")" '^[1-9]'
}

reboots() {
	check "it reboots" guest_reboot
	state_comes "... memory comes again"
	is "... before sysinit.target was there" "$(guest_run "systemctl show -P After sysinit.target | grep -c $unit")" 1
	like "... list shows it" "$(guest_run 'daxkmem list')" "dax0\.0 .* dax_kmem +1 +online_movable"
	like "... and map" "$(guest_run 'daxkmem map')" "node 1: .*dax0\.0: .*online_movable"
	is "... programs run on it" \
		"$(guest_run 'numactl --membind=1 head -c 1M /dev/zero | wc -c')" 1048576
	is "... the namespace is the one it was" "$(uuid)" "$first"
	is "... nothing of what was in memory is left" "$(grep -ac "$secret" "$guest_dir/nvdimm0")" 0
	is "... the bad page is known" \
		"$(guest_run 'grep -c "$(tail -c 7 /var/tmp/bad)-" /sys/bus/dax/devices/dax0.0/dax_kmem/bad_pages')" 1
	well
}

# power_fails TEXT [SECONDS]: that long after a boot began, or the module loaded
power_fails() {
	sleep "${2:-0}"
	guest_kill
	check "power loss $1: it boots" guest_boot
	state_comes "... memory comes again"
	is "... the namespace is the one it was" "$(uuid)" "$first"
	well
}

in_boot() {
	local s

	guest_start
	guest_until 240 'systemd.*udevd?\.service'
	power_fails "in a boot, before there is a rule"
	for s in 0.0 0.3; do
		guest_start
		guest_until 240 'dax_kmem dax0.0|dax_kmem: loading|systemd.*Memory of dax0.0'
		power_fails "$s s after the attach began, in a boot" "$s"
	done
}

by_hand() {
	power_fails "when all is done"
	guest_run "daxkmem detach dax0.0; sync; daxkmem apply > /dev/null 2>&1 &" > /dev/null
	power_fails "0.1 s after an attach by hand began" 0.1
	guest_run "daxkmem detach dax0.0; sync; daxkmem apply > /dev/null 2>&1 &
		until grep -q online /sys/bus/dax/devices/dax0.0/dax_kmem/blocks; do :; done" \
		> /dev/null 2>&1
	power_fails "once a block is online"
	guest_run "daxkmem detach dax0.0 --scrub > /dev/null 2>&1 &" > /dev/null
	power_fails "while it is detached" 0.2
	guest_run "daxkmem detach dax0.0; sync; daxkmem scrub dax0.0 > /dev/null 2>&1 &" > /dev/null
	power_fails "while it is overwritten" 0.3
}

# Page after page becomes bad, from the first behind the one that is.
in_ledger() {
	guest_run "p=\$((\$(cat /var/tmp/bad)))
		while p=\$((p + 8192)); do
			daxkmem bad add dax0.0 \$(printf '%#x' \$p)
		done > /dev/null 2>&1 &
		until [ \$(grep -c ^0x /var/lib/daxkmem/$first.bad) -ge 3 ]; do sleep 0.1; done"
	power_fails "while the ledger is written" 0.5
	is "... the ledger is whole" "$(guest_run "grep -cvE \
		'^(#.*|0x[0-9a-f]{16}-0x[0-9a-f]{16})\$' /var/lib/daxkmem/$first.bad")" 0
	at_least "... with what was in it" "$(guest_run "grep -c ^0x /var/lib/daxkmem/$first.bad")" 2
}

in_shutdown() {
	guest_end poweroff
	guest_until 60 'Stopping daxkmem@dax0'
	power_fails "in a shutdown, while memory is taken back" 0.2
}

moments() {
	in_boot
	by_hand
	in_ledger
	in_shutdown
}

stops() {
	check "the unit is stopped" guest_run "systemctl stop $unit"
	state_comes "... device_dax has the device" "device_dax inactive"
	check "... and started" guest_run "systemctl start $unit"
	state_comes "... it is memory again"
	use
	check "it switches itself off" guest_poweroff
	is "... nothing of what was in memory is left" "$(grep -ac "$secret" "$guest_dir/nvdimm0")" 0
}

# Without scrub it is taken back, too, and comes again.
unscrubbed() {
	check "it boots again" guest_boot
	state_comes "... memory comes again"
	guest_run "sed -i '/^scrub/d' $conf
		numactl --membind=1 head -c 100M /dev/zero > /dev/shm/full
		sync" > /dev/null
	check "without scrub it reboots" guest_reboot
	state_comes "... and it comes again"
	check "the unit alone is stopped" guest_run "systemctl stop $unit"
	state_comes "... device_dax has the device" "device_dax inactive"
	well
}

guest_install_tool "$work/add" || { fail "make install"; finish; }
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is made"; finish; }
guest_boot || { fail "it boots"; finish; }
pass "it boots"
appears
use
reboots
moments
stops
unscrubbed
finish
