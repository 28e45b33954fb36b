#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The process that daxkmem xen create leaves behind, on a model of a Xen host: what
# it does when its guest ends.
# usage: test_xen_keeper.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 74
command -v pgrep > /dev/null || cannot_test "pgrep is missing; install procps"

guest=$work/guest.json

# make WORD...: a guest g1 that is domain 1, with more for its configuration
make_guest() {
	new_host
	new_device dax0.0
	pool dax0.0
	cat > "$guest" <<- X
		{"c_info": {"type": "pvh", "name": "${name:-g1}"},
		 "b_info": {"max_vcpus": 1, "avail_vcpus": [0], "max_memkb": 65536,
			"target_memkb": 65536, "type.pvh": {}}${1:+, $1}}
	X
	breaks "${@:2}"
	keep_failures=1 run create "$guest" --pool dax0.0
	[ "$rc" = 0 ] || fail "the guest is made" "$rc $err"
}

# until COMMAND...: at most 5 seconds
until_true() {
	local i

	for ((i = 0; i < 100; i++)); do
		"$@" && return
		sleep 0.05
	done
	return 1
}

# event LINE: something happens on the host
event() {
	echo "$1" >> "$host/events"
}

log_text() {
	cat "$root/var/log/xen/daxkmem-${1:-g1}.log" 2> /dev/null
}

logged() {
	[[ $(log_text) =~ $1 ]]
}

only() {
	[ "$(all_domains)" = "$1" ]
}

# no_keeper: the process has ended. It is in a session of its own.
no_keeper() {
	! pgrep -f -- "--sysroot $root create" > /dev/null
}

# ends TEXT DOMAINS: the process ends, and these domains are left
ends() {
	check "$1" until_true no_keeper
	is "... the domains are $2" "$(all_domains)" "$2"
}

# what_happens ACTION REASON DOMAINS REGEX: an event with an action
what_happens() {
	local key=on_poweroff

	case $2 in
	reboot) key=on_reboot ;;
	crash) key=on_crash ;;
	watchdog) key=on_watchdog ;;
	soft_reset) key=on_soft_reset ;;
	esac
	make_guest "\"$key\": \"$1\""
	event "shutdown 1 $2"
	ends "$2 with $key=$1" "$3"
	like "... the log says what became of the guest" "$(log_text)" "$4"
	is "... the pool has the pages of a guest that is gone" "$(node_free 1)" \
		$((3 * gib - ($(wc -w <<< "$3") - 1) * 64 * mib))
}

test_actions() {
	what_happens destroy poweroff "0" "^g1: domain 1 has ended: poweroff$"
	what_happens preserve crash "0 1" "^g1: domain 1 has ended: crash$"
	what_happens coredump_destroy crash "0" "domain 1 has ended: crash$"
	is "... its memory was written" "$(< "$host/dump")" /var/lib/xen/dump/g1-1
	what_happens restart_rename reboot "0 1" 'g1: "rename-restart" is not done here; it stays as it is; xl destroy 1$'
	what_happens soft_reset soft_reset "0 1" 'g1: "soft-reset" is not done here'
	what_happens destroy watchdog "0" "domain 1 has ended: watchdog$"
	make_guest
	event "shutdown 1 none-that-is-known"
	ends "a guest that ends for no known reason is destroyed" "0"
	like "... and the log says so" "$(log_text)" "domain 1 has ended: unknown|for no known reason"
}

test_restart() {
	make_guest '"on_reboot": "restart", "on_crash": "coredump_restart", "on_poweroff": "destroy"'
	check_not "create does not wait for the process" no_keeper
	event "shutdown 1 reboot"
	check "a guest that reboots is made again" until_true logged "g1: it is domain 2 now"
	is "... of the pool" "$(all_domains) $(node_free 1)" "0 2 $((3 * gib - 64 * mib))"
	check_not "... and started" test -e "$host/domains/2/paused"
	is "... after a moment" "$(calls sleep)" 1
	event "shutdown 2 crash"
	check "so is one that crashes" until_true logged "g1: it is domain 3 now"
	is "... after its memory was written" "$(< "$host/dump")" /var/lib/xen/dump/g1-2
	event "shutdown 3 poweroff"
	ends "one that powers off is not" "0"
}

test_waiting() {
	make_guest
	event "eject 1"
	event "shutdown 1 suspend"
	event "shutdown 7 crash"
	event "death 7"
	sleep 0.3
	check_not "the process waits on when a guest is saved or another one ends" no_keeper
	is "... nothing is logged" "$(log_text)" ""
	event "death 1"
	ends "it ends when somebody else destroys the guest" "0 1"
	is "... and does nothing" "$(calls libxl_domain_destroy)" ""
}

test_errors() {
	make_guest "" "libxl_domain_destroy * EBUSY it is busy"
	event "shutdown 1 poweroff"
	ends "a guest that cannot be destroyed is left" "0 1"
	like "... and the log says how to" "$(log_text)" "g1: it cannot be destroyed: it is busy; xl destroy 1$"
	make_guest '"on_crash": "coredump_destroy"' "libxl_domain_core_dump 1 ENOSPC no space left"
	event "shutdown 1 crash"
	ends "a guest whose memory cannot be written is destroyed" "0"
	like "... the log says why" "$(log_text)" "g1: its memory cannot be written to /var/lib/xen/dump/g1-1: no space left"
	make_guest '"on_reboot": "restart"' "libxl_domain_create_new 2 EIO cannot make domain"
	event "shutdown 1 reboot"
	ends "a guest that cannot be made again is gone" "0"
	like "... the log says why" "$(log_text)" "$guest: cannot create its guest: cannot make domain"
	make_guest "" "libxl_evenable_domain_death 1 EIO"
	ends "the process ends if it cannot hear of the guest" "0 1"
	make_guest "" "libxl_event_wait 2 EIO"
	event "eject 1"
	ends "... or no longer" "0 1"
	make_guest "" "xc_interface_open 5 EACCES"
	ends "... or cannot talk to Xen" "0 1"
	like "... the log says why" "$(log_text)" "$guest: cannot wait for its guest's end: there is no way to a hypervisor"
	make_guest "" "libxl_ctx_alloc 2 EIO no xenstore"
	ends "... or to libxenlight" "0 1"
	like "... the log says why" "$(log_text)" "cannot wait for its guest's end: no xenstore"
}

# A name that is no name of a file, and a log that cannot be written.
test_log() {
	name=a/b make_guest
	event "shutdown 1 poweroff"
	ends "a guest whose name has a slash" "0"
	like "... has a log that is named by its number" "$(log_text 1)" "^a/b: domain 1 has ended: poweroff"
	make_guest
	event "death 1"
	ends "a process ends" "0 1"
	ln -s "$work/elsewhere" "$root/var/log/xen/daxkmem-g2.log"
	sed -i 's/"g1"/"g2"/' "$guest"
	run create "$guest" --pool dax0.0
	is "a guest is made whose log is a symbolic link" "$rc" 0
	event "shutdown 2 poweroff"
	ends "... its process does what it does" "0 1"
	check_not "... and does not follow the link" test -e "$work/elsewhere"
	rm -r "${root:?}/var/log/xen"
	run create "$guest" --pool dax0.0
	is "a guest is made where there is no directory for its log" "$rc" 0
	event "shutdown 3 poweroff"
	ends "... its process does what it does" "0 1"
	check_not "... and writes no log" test -e "$root/var/log/xen"
}

test_actions
test_restart
test_waiting
test_errors
test_log
finish
