# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Waiting until a process blocks in flock(2).

# waits_for_lock PID: succeeds once the process waits for a lock; fails if the process ends
# first, or after 60 seconds
waits_for_lock() {
	local n=600

	while [ $((n--)) -gt 0 ] && kill -0 "$1" 2> /dev/null; do
		grep -qE -- "-> FLOCK +ADVISORY +WRITE +$1 " /proc/locks && return
		sleep 0.1
	done
	return 1
}
