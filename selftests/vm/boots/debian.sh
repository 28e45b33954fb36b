# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for both tests of the Debian guest. Source this after bed/debian/guest.sh.

guest_begin

# With a second NVDIMM, dax0.0 may be the other device.
driver() {
	guest_run 'd=$(ndctl list -N | sed -n "s/.*\"chardev\":\"\(.*\)\".*/\1/p")
		basename $(readlink /sys/bus/dax/devices/$d/driver)'
}

uuid() {
	guest_run 'ndctl list -N | grep -o "\"uuid\":.*"'
}

# node_total: the memory of node 1 in KiB
node_total() {
	guest_run "awk '\$3 == \"MemTotal:\" { n = \$4 } END { print n + 0 }' \
		/sys/devices/system/node/node1/meminfo 2> /dev/null || echo 0"
}

# ended_well TEXT: three points: nothing failed in this boot
ended_well() {
	is "$1: systemd reports no problem, multi-user.target is active" \
		"$(guest_run 'systemctl is-system-running
			systemctl is-active multi-user.target' | xargs)" \
		"running active"
	is "... no unit failed" "$(guest_failed_units)" ""
	is "... the kernel log has no warning" "$(guest_complaints)" ""
}

bind() {
	check "dax_kmem is loaded" guest_run 'modprobe dax_kmem'
	check "... the device is bound to dax_kmem" guest_run 'cd /sys/bus/dax/drivers &&
		echo dax0.0 > dax_kmem/new_id &&
		echo dax0.0 > device_dax/unbind && echo dax0.0 > dax_kmem/bind'
	is "... sysfs shows dax_kmem as its driver" "$(driver)" dax_kmem
	check "... online_size equals the memory of node 1" guest_run \
		'[ $(cat /sys/bus/dax/devices/dax0.0/dax_kmem/online_size) -eq \
		$(($(awk '\''$3 == "MemTotal:" { print $4 }'\'' \
		/sys/devices/system/node/node1/meminfo) * 1024)) ]'
	at_least "... which is at least 384 MiB" "$(node_total)" $((384 << 10))
	is "... the kernel log has no warning" "$(guest_complaints)" ""
}

# starts OVERLAY...: boots a new guest, or ends the test
starts() {
	echo "# Linux $kver"
	guest_new "$kver" "$work/guest" "$@" ||
		{ fail "a disk is created"; finish; }
	guest_boot || { fail "the guest boots"; finish; }
	pass "the guest boots"
}
