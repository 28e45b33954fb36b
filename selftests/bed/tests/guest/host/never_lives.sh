# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Each guest is killed instead of being restored.
guest_restore() {
	kill -9 "$guest_pid"
}
