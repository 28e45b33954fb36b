#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# xl creates a guest of a pool again after a reboot, on a model of a Xen host. The process that
# xl leaves behind still uses the library that places memory.
# usage: test_xen_restart.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 29

guest=$work/guest.cfg

# make_guest TYPE POOL WORD...: creates guest g1 of 64 MiB as domain 1
make_guest() {
	new_host
	new_device dax0.0
	pool dax0.0
	cat > "$guest" <<- X
		{"c_info": {"type": "$1", "name": "g1"},
		 "b_info": {"max_vcpus": 1, "avail_vcpus": [0], "max_memkb": 65536,
			"target_memkb": 65536, "type.$1": {}}}
	X
	keep_failures=1 run create "$guest" --pool "$2" "${@:3}"
	[ "$rc" = 0 ] || fail "the guest is created" "$rc $err"
}

# event LINE: adds an event of the host
event() {
	echo "$1" >> "$host/events"
}

log_text() {
	cat "$root/var/log/xen/xl-g1.log" 2> /dev/null
}

# runs ID: domain ID is the only guest, and runs
runs() {
	[ "$(all_domains)" = "0 $1" ] && [ -e "$host/domains/$1/cpu_time" ]
}

alone() {
	[ "$(all_domains)" = 0 ]
}

test_restart() {
	local type

	for type in pv pvh; do
		make_guest $type dax0.0
		check_not "a process of xl waits for the end of a $type guest" no_xl
		event "shutdown 1 reboot"
		check "... and creates it again when it reboots" until_true runs 2
		is "... with memory of the pool" "$(node_free 1) $(node_free 0)" "$((3 * gib - 64 * mib)) $((4 * gib))"
		is "... each request names the node as the only one" \
			"$(calls xc_domain_populate_physmap | cut -d' ' -f1,4 | sort -u)" "1 0x20200
2 0x20200"
		is "... other memory of the guest prefers the node" "$(domain 2 affinity)" 2
		event "shutdown 2 reboot"
		check "... once more" until_true runs 3
		is "... with memory of the pool" "$(node_free 1) $(node_free 0)" "$((3 * gib - 64 * mib)) $((4 * gib))"
		event "shutdown 3 poweroff"
		check "... but not after a power off" until_true no_xl
		is "... every page is free again" "$(all_domains) $(node_free 1)" "0 $((3 * gib))"
	done
}

test_part() {
	make_guest pvh dax0.0=20M
	event "shutdown 1 reboot"
	check "a guest with a part of its memory from the pool is created again" until_true runs 2
	is "... with the same part" "$(node_free 1) $(node_free 0)" \
		"$((3 * gib - 20 * mib)) $((4 * gib - 44 * mib))"
	event "death 2"
	check "... its process ends when it is destroyed" until_true no_xl
}

# Something else takes memory of the pool while the guest reboots.
test_exhausted() {
	make_guest pv dax0.0
	node 1 $((4 * gib)) 0 $start
	rm "$host/domains/1/p2m"
	event "shutdown 1 reboot"
	check "a guest that the pool has no room for is not created again" until_true no_xl
	is "... not even with memory of another node" "$(all_domains) $(node_free 0)" "0 $((4 * gib))"
	like "... the log of xl says why" "$(log_text)" \
		"daxkmem: dax0.0 \(Xen node 1\) has no more memory for domain 2, which has 0 MiB of it.*failed to allocate memory"
}

test_leave() {
	make_guest pvh dax0.0 --paused
	event "shutdown 1 reboot"
	check "a guest that was created paused is created again" until_true runs 2
	event "shutdown 2 poweroff"
	check "... and ends" until_true alone
	until_true no_xl
	make_guest pvh dax0.0 --leave
	event "shutdown 1 reboot"
	check "with --leave no process waits for the end of the guest" no_xl
	sleep 0.2
	is "... and nothing happens after a reboot" "$(all_domains)" "0 1"
	is "... because xl runs with -e" "$(calls xl | grep -c -- ' -pe ')" 1
}

test_restart
test_part
test_exhausted
test_leave
finish
