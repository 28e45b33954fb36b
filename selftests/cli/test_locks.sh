#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Commands that change a device lock its uevent attribute. If another process holds the lock,
# the command reports this and waits.
# usage: test_locks.sh [DAXKMEM]
# skips-on: any: /proc/locks cannot be read
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
# shellcheck source=locks.sh
. "$here/locks.sh"

[ -r /proc/locks ] || {
	echo "1..0 # SKIP /proc/locks cannot be read"
	exit 0
}
plan 72

# differs TEXT GOT OTHER
differs() {
	check "$1" test "$2" != "$3"
}

# takes_lock CODE WORD...: the command waits for the lock of dax0.0, changes
# nothing until it has the lock, and exits with CODE
takes_lock() {
	local code=$1 before pid text

	shift
	text=${*//$work\//}
	before=$(snapshot)
	exec 9>> "$devices/dax0.0/uevent"
	flock 9
	"$tool" --sysroot "$root" "$@" > "$work/out" 2>&1 9>&- &
	pid=$!
	check "$text: waits for the lock" waits_for_lock $pid
	is "... changes nothing meanwhile" "$(snapshot)" "$before"
	like "... reports that it waits" "$(< "$work/out")" "^daxkmem: dax0.0: waiting for .*, which is changing the device"
	exec 9>&-
	wait $pid
	is "... continues once the lock is free" "$?" "$code"
	differs "... and then makes its change" "$(snapshot)" "$before"
}

# new_machine STATE PLUGGED: dax0.0 is attached and has one bad page
new_machine() {
	new_tree
	new_device dax0.0 100000000 aa
	attach dax0.0 "$1" online_movable "$2" "$2"
	echo 0x0000000100005000-0x0000000100005fff > "$devices/dax0.0/dax_kmem/bad_pages"
}

test_memory() {
	new_machine online_movable 1073741824
	mkdir -p "$root/etc/daxkmem.d"
	printf '[device "dax0.0"]\ntimeout = 60\n' > "$root/etc/daxkmem.d/a.conf"
	takes_lock 0 apply
	takes_lock 0 apply --detach
	new_machine online_movable 1073741824
	takes_lock 0 detach dax0.0
}

test_settings() {
	new_machine online_movable 1073741824
	takes_lock 0 set dax0.0 policy=offline
	takes_lock 0 resize dax0.0 512M
	takes_lock 0 state dax0.0 unplugged
	new_machine unplugged 0
	takes_lock 0 set dax0.0 node=2
}

# waiting COMMAND...: runs it while the device is locked; sets pid
waiting() {
	exec 9>> "$devices/dax0.0/uevent"
	flock 9
	"$@" > "$work/out" 2>&1 9>&- &
	pid=$!
	waits_for_lock $pid
}

# ignoring WORD...: runs the tool with SIGHUP ignored, as nohup(1) does
# shellcheck disable=SC2317
ignoring() {
	trap '' HUP
	exec "$tool" --sysroot "$root" "$@"
}

test_signals() {
	new_machine online_movable 1073741824
	# this test may run under nohup(1), which ignores SIGHUP
	waiting env --default-signal=HUP "$tool" --sysroot "$root" set dax0.0 policy=offline
	kill -HUP $pid
	wait $pid
	is "a signal ends the wait" "$?" 1
	like "... and is reported" "$(< "$work/out")" \
		"is still changing the device, and the wait was ended by a signal \(EINTR\)"
	waiting ignoring set dax0.0 policy=offline
	kill -HUP $pid
	exec 9>&-
	wait $pid
	is "... but not an ignored signal" "$?" 0
	waiting "$tool" --sysroot "$root" detach dax0.0 --timeout 1
	wait $pid
	is "--timeout ends the wait" "$?" 1
	like "... and is reported" "$(< "$work/out")" "and the wait was ended by the time limit"
	exec 9>&-
}

test_ledger() {
	new_machine online_movable 1073741824
	takes_lock 0 bad save dax0.0
	takes_lock 0 bad add dax0.0 0x100008000
	# like the driver's attribute, /dev/null does not keep what is written
	ln -sf /dev/null "$devices/dax0.0/dax_kmem/bad_pages"
	takes_lock 0 bad forget dax0.0 0x100008000
	echo 0x9000 > "$work/list"
	takes_lock 0 bad import dax0.0 "$work/list"
}

test_unplugged() {
	new_machine unplugged 0
	takes_lock 0 scrub dax0.0
	new_machine unplugged 0
	takes_lock 0 attach dax0.0 --policy online
}

# A dry run changes nothing, so it must not wait for a long change.
test_dry_run() {
	new_machine online_movable 1073741824
	printf '[device "dax0.0"]\ntimeout = 60\n' > "$work/dry.conf"
	exec 9>> "$devices/dax0.0/uevent"
	flock 9
	check "list does not wait for the lock" \
		timeout 60 "$tool" --sysroot "$root" list
	timeout 60 "$tool" --sysroot "$root" apply --dry-run "$work/dry.conf" > /dev/null 9>&-
	is "apply --dry-run does not wait for the lock" "$?" 3
	exec 9>&-
}

test_memory
test_settings
test_signals
test_ledger
test_unplugged
test_dry_run
finish
