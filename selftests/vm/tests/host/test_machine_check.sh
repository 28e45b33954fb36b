# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of test_machine_check.sh.

# host_mce ADDRESS: injects an uncorrected error found by a memory scrubber, reported to
# all CPUs
host_mce() {
	hmp "mce -b 0 9 0xbd000000000000c0 0x5 $1 0x8c"
	echo "done"
}
