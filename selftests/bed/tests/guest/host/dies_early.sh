# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The first guest is killed instead of being restored.
eval "live_$(declare -f guest_restore)"

guest_restore() {
	# shellcheck disable=SC2317
	guest_restore() { live_guest_restore "$@"; }
	kill -9 "$guest_pid"
}
