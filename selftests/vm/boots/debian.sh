# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A Debian guest, asked for what both tests of it want to know. Source it after
# bed/debian/guest.sh.

guest_begin

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

# starts OVERLAY...: a new guest runs, or the test ends
starts() {
	echo "# Linux $kver"
	guest_new "$kver" "$work/guest" "$@" ||
		{ fail "a disk is made"; finish; }
	guest_boot || { fail "it boots"; finish; }
	pass "it boots"
}
