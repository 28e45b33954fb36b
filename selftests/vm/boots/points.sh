# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Points shared by tests with a Debian guest. Source this after ktap.sh and guest.sh.

# comes TEXT WANTED COMMAND: passes if the output of COMMAND becomes WANTED within a minute
comes() {
	local n=60 now

	until now=$($3); [ "$now" = "$2" ] || [ $((n--)) -le 0 ]; do
		sleep 1
	done
	is "$1" "$now" "$2"
}

# dax_report: the driver of dax0.0, its state, "whole" if all of it is online, and the state
# of its unit
dax_report() {
	guest_run 'd=/sys/bus/dax/devices/dax0.0
		echo $(basename $(readlink $d/driver)) $(cat $d/state 2> /dev/null) \
			$([ ! -e $d/dax_kmem ] || [ $(cat $d/dax_kmem/online_size) != \
				$(cat $d/dax_kmem/usable_size) ] || echo whole) \
			$(systemctl is-active daxkmem@dax0.0.service)'
}

# well: two points: nothing failed in this boot
well() {
	is "... no unit failed" "$(guest_failed_units)" ""
	is "... the kernel log has no warning" "$(guest_complaints)" ""
}
