# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# $tool is the tool to test. If it is not built, the test is skipped, or fails in CI.
[ -x "${tool:?}" ] || {
	[ -n "${CI:-}" ] && {
		echo "Bail out! $tool is not built"
		exit 1
	}
	echo "1..0 # SKIP $tool is not built; run make in tools/daxkmem"
	exit 0
}
