# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The tool that a test runs: $tool names it. Without it the test is skipped, and fails
# in CI.
[ -x "${tool:?}" ] || {
	[ -n "${CI:-}" ] && {
		echo "Bail out! $tool is not built"
		exit 1
	}
	echo "1..0 # SKIP $tool is not built; run make in tools/daxkmem"
	exit 0
}
