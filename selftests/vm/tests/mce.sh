# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Machine checks that only the kernel's listeners hear of: libnvdimm and the driver
# learn of a bad page, and nothing takes the page out of use. Source it after lib.sh.

mce=/sys/kernel/debug/mce-inject

# mce_ready: no test without it
mce_ready() {
	[ -d /sys/kernel/debug/tracing ] || mount -t debugfs debugfs /sys/kernel/debug
	insmod "$here/mce-inject.ko" 2> /dev/null || modprobe mce-inject 2> /dev/null
	[ -d $mce ] || skip_all "no mce-inject"
	echo sw > $mce/flags
}

# inject ADDRESS: an uncorrected memory error, found by a scrubber; the record's
# address is valid down to its page
inject() {
	echo 0xbd000000000000c0 > $mce/status
	echo 0x8c > $mce/misc
	echo "$1" > $mce/addr
	echo 9 > $mce/bank
}
