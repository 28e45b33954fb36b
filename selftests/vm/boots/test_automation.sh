#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# udev and systemd attach a device that /etc/daxkmem.d names: when its namespace appears,
# after a reboot, and after a power failure at any time. At shutdown they detach it, and
# its memory is scrubbed. Another rule for dax devices does not prevent that.
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

# state_comes TEXT [REPORT]: passes if dax_report prints REPORT within a minute
state_comes() {
	comes "$1" "${2:-$attached}" dax_report
}

uuid() {
	guest_run 'cat "$(readlink -f /sys/bus/dax/devices/dax0.0)/../uuid"'
}

unnamed() {
	is "a namespace without a section stays with device_dax" "$(dax_report)" "device_dax active"
	is "... its unit logs nothing" \
		"$(guest_run "journalctl -b -o cat -t daxkmem")" ""
	is "... dax_kmem is not loaded" "$(guest_run 'grep -c ^dax_kmem /proc/modules')" 0
}

configure() {
	guest_run "printf '[device \"uuid=%s\"]\npolicy = online_movable\nscrub = yes\nsignature = wipe\n' $1 > $conf; sync"
}

appears() {
	check "a devdax namespace is created" guest_run \
		'ndctl create-namespace -f -m devdax -M mem -e namespace0.0'
	guest_run 'udevadm settle'
	unnamed
	first=$(uuid)
	configure "$first"
	check "the namespace gets a section and is disabled" guest_run 'ndctl disable-namespace namespace0.0'
	is "... its unit is inactive" "$(guest_run "systemctl is-active $unit")" inactive
	check "... the namespace is enabled again" guest_run 'ndctl enable-namespace namespace0.0'
	state_comes "... the device is attached automatically"
	is "... as memory of node 1" "$(guest_run 'grep -c MemTotal /sys/devices/system/node/node1/meminfo')" 1
	well
}

# use: adds a bad page, and writes a secret to the memory
use() {
	guest_run "p=\$(printf '%#x' \$((\$(cat /sys/bus/dax/devices/dax0.0/dax_kmem/blocks |
			sed -n '2s/memory\([0-9]*\).*/\1/p') * 0x8000000 + 20480)))
		daxkmem bad add dax0.0 \$p
		echo -n \"\$p\" > /var/tmp/bad
		yes '$secret' | numactl --membind=1 head -c 32M > /dev/shm/secret
		sync" > /dev/null
	like "the NVDIMM contains the secret" "$(grep -ac "$secret" "$guest_dir/nvdimm0")" '^[1-9]'
}

reboots() {
	check "the guest reboots" guest_reboot
	state_comes "... the device is attached again"
	is "... before sysinit.target" "$(guest_run "systemctl show -P After sysinit.target | grep -c $unit")" 1
	like "... list shows the device" "$(guest_run 'daxkmem list')" "dax0\.0 .* dax_kmem +1 +online_movable"
	like "... map shows it" "$(guest_run 'daxkmem map')" "node 1: .*dax0\.0: .*online_movable"
	is "... a program can use node 1" \
		"$(guest_run 'numactl --membind=1 head -c 1M /dev/zero | wc -c')" 1048576
	is "... the namespace has its UUID" "$(uuid)" "$first"
	is "... the NVDIMM no longer contains the secret" "$(grep -ac "$secret" "$guest_dir/nvdimm0")" 0
	is "... the driver knows the bad page" \
		"$(guest_run 'grep -c "$(tail -c 7 /var/tmp/bad)-" /sys/bus/dax/devices/dax0.0/dax_kmem/bad_pages')" 1
	well
}

# power_fails TEXT [SECONDS]: cuts the power after that time, and boots again
power_fails() {
	sleep "${2:-0}"
	guest_kill
	check "power failure $1: the guest boots" guest_boot
	state_comes "... the device is attached"
	is "... the namespace has its UUID" "$(uuid)" "$first"
	well
}

# boot_until REGEX: starts the guest and waits until it prints that; once more if the guest
# dies, as an emulated kernel sometimes does in its early boot
boot_until() {
	local attempt

	for attempt in 1 2; do
		guest_start
		guest_until 240 "$1" && return
		echo "# attempt $attempt to boot the guest failed"
		guest_kill
	done
	fail "the guest prints $1"
}

in_boot() {
	local s

	boot_until 'systemd.*udevd?\.service'
	power_fails "during boot, when udev starts"
	for s in 0.0 0.3; do
		boot_until 'dax_kmem dax0.0|dax_kmem: loading|systemd.*Memory of dax0.0'
		power_fails "during boot, $s s after the start of the attach" "$s"
	done
}

by_hand() {
	power_fails "after boot"
	guest_run "daxkmem detach dax0.0; sync; daxkmem apply > /dev/null 2>&1 &" > /dev/null
	power_fails "0.1 s after the start of daxkmem apply" 0.1
	guest_run "daxkmem detach dax0.0; sync; daxkmem apply > /dev/null 2>&1 &
		until grep -q online /sys/bus/dax/devices/dax0.0/dax_kmem/blocks; do :; done" \
		> /dev/null 2>&1
	power_fails "when a block is online"
	guest_run "daxkmem detach dax0.0 --scrub > /dev/null 2>&1 &" > /dev/null
	power_fails "during a detach with scrub" 0.2
	guest_run "daxkmem detach dax0.0; sync; daxkmem scrub dax0.0 > /dev/null 2>&1 &" > /dev/null
	power_fails "during a scrub" 0.3
}

# in_ledger: adds bad pages one after the other, starting above the first one
in_ledger() {
	guest_run "p=\$((\$(cat /var/tmp/bad)))
		while p=\$((p + 8192)); do
			daxkmem bad add dax0.0 \$(printf '%#x' \$p)
		done > /dev/null 2>&1 &
		until [ \$(grep -c ^0x /var/lib/daxkmem/$first.bad) -ge 3 ]; do sleep 0.1; done"
	power_fails "while the ledger is written" 0.5
	is "... each line of the ledger is complete" "$(guest_run "grep -cvE \
		'^(#.*|0x[0-9a-f]{16}-0x[0-9a-f]{16} user [0-9T:-]{19}Z)\$' /var/lib/daxkmem/$first.bad")" 0
	at_least "... the ledger keeps earlier pages" "$(guest_run "grep -c ^0x /var/lib/daxkmem/$first.bad")" 2
}

in_shutdown() {
	guest_end poweroff
	guest_until 60 'Stopping daxkmem@dax0'
	power_fails "during shutdown, while the unit stops" 0.2
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
	check "... the unit is started" guest_run "systemctl start $unit"
	state_comes "... the device is attached again"
	use
	check "the guest powers off" guest_poweroff
	is "... the NVDIMM no longer contains the secret" "$(grep -ac "$secret" "$guest_dir/nvdimm0")" 0
}

# unscrubbed: the device is also detached and attached again without scrub
unscrubbed() {
	check "the guest boots again" guest_boot
	state_comes "... the device is attached again"
	guest_run "sed -i '/^scrub/d' $conf
		numactl --membind=1 head -c 100M /dev/zero > /dev/shm/full
		sync" > /dev/null
	check "without scrub, the guest reboots" guest_reboot
	state_comes "... the device is attached again"
	check "without scrub, the unit is stopped" guest_run "systemctl stop $unit"
	state_comes "... device_dax has the device" "device_dax inactive"
	well
}

guest_install_tool "$work/add" || { fail "make install"; finish; }
# As daxctl's rules on Debian 13 do.
mkdir -p "$work/add/etc/udev/rules.d"
echo 'SUBSYSTEM=="dax", ACTION=="add", ENV{SYSTEMD_WANTS}="another.service"' \
	> "$work/add/etc/udev/rules.d/90-another.rules"
echo "# Linux $kver"
guest_new "$kver" "$work/guest" "$work/add" ||
	{ fail "a disk is created"; finish; }
guest_boot || { fail "the guest boots"; finish; }
pass "the guest boots"
appears
use
reboots
moments
stops
unscrubbed
finish
