# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Machine checks that only reach the kernel's notifiers: libnvdimm and the driver learn
# of a bad page, but the kernel itself leaves it in use. Source this after lib.sh.

mce=/sys/kernel/debug/mce-inject

# mce_ready: loads mce-inject, or skips the test
mce_ready() {
	[ -d /sys/kernel/debug/tracing ] || mount -t debugfs debugfs /sys/kernel/debug
	insmod "$here/mce-inject.ko" 2> /dev/null || modprobe mce-inject 2> /dev/null
	[ -d $mce ] || skip_all "no mce-inject"
	echo sw > $mce/flags
}

# inject ADDRESS: reports an uncorrected memory error found by a scrubber; the record's
# address is valid to page granularity
inject() {
	echo 0xbd000000000000c0 > $mce/status
	echo 0x8c > $mce/misc
	echo "$1" > $mce/addr
	echo 9 > $mce/bank
}
