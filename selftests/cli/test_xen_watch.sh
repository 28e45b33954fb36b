#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem xen watch on a model of a Xen host: it records machine checks in the lists of bad
# pages, and handles the guests that have the pages.
# usage: test_xen_watch.sh
# shellcheck source=xen/lib.sh
. "$(dirname "$0")/xen/lib.sh"
plan 33

log=$root/dev/mcelog
list=$root/var/lib/daxkmem/$uuid.bad
# IA32_MCi_STATUS with an address, of a corrected and an uncorrected error; IA32_MCi_MISC of a
# physical address in units of 4 KiB.
corrected=0x8c00000000000000
uncorrected=0xac00000000000000
misc=0x8c

# A device bound to the driver, and a guest
watch_host() {
	new_host
	new_device dax0.0
	held dax0.0 unplugged
	new_domain 1 hvm web 0x10000 0x1000
	: > "$log"
}

# check_at ADDRESS [STATUS [MISC [VENDOR]]]: adds a record
check_at() {
	"$fakes/mcerecord" "${4:-0}" 7 "${2:-$uncorrected}" "${3:-$misc}" "$1" >> "$log"
}

# watch WORD...: reads the records once
watch() {
	here_run watch --once "$@"
	: > "$log"
}

test_device() {
	watch_host
	check_at 0x140005123
	watch
	like "an uncorrected error in a device is recorded" "$rc $out" \
		"^0 .*dax0.0.*machine check: uncorrected error at 0x0000000140005000-0x0000000140005fff, bank 7, status 0xac00000000000000; recorded"
	is "... in the driver" "$(attr dax0.0 bad_pages | sort -u)" 0x0000000140005000-0x0000000140005fff
	check "... and in the list" test -s "$list"
	check_at 0x140009000 $corrected
	watch
	like "a corrected error is only reported" "$rc $out" "^0 .*corrected error at 0x0000000140009000-.*status 0x8c00000000000000$"
	check_not "... and not written to the driver" grep -q 9000 "$devices/dax0.0/dax_kmem_xen/bad_pages"
	check_at 0x5000
	watch
	like "an error outside of all devices is reported" "$out" "uncorrected error at 0x0000000000005000-"
	check_at 0x140009000 $uncorrected $misc 2
	check_at 0x140009000 0xa000000000000000
	watch
	is "an address that is not known to be physical is not used" "$rc $(grep -c 'uncorrected error, bank 7' <<< "$out")" "0 2"
	check_at 0x140200000 $uncorrected 0x95
	watch
	like "an error can be larger than a page" "$out" "at 0x0000000140200000-0x00000001403fffff"
	check_at 0x140005000
	check_at 0x5000 0
	watch --json
	is "--json prints an object on each line" "$rc $(wc -l <<< "$out")" "0 2"
	fits_each "... that matches its schema" xen-watch "$out"
	watch
	is "without records nothing is printed" "$rc $out$err" "0 "
}

test_guests() {
	watch_host
	run map web dax0.0 4M 4M 0x100000
	check_at 0x140400000
	watch
	like "a guest with the page keeps running after the first error" "$out" \
		"; recorded; guest 1 \(web\) keeps 0x400000-0x400fff and continues until the next error there"
	is "... and is not destroyed" "$rc $(all_domains)" "0 0 1"
	check_at 0x140400000
	watch
	is "... but is destroyed after the second one" "$rc $(all_domains)" "0 0"
	like "... with a warning" "$err" "guest 1 \(web\) was destroyed"
	watch_host
	pool dax0.0
	check_at 0x140400000
	watch
	like "a page of a pool stays in use" "$out" "; recorded; still in use until the host reboots"
	watch_host
	rm -rf "$devices/dax0.0/dax_kmem_xen" "$devices/dax0.0/driver"
	check_at 0x140400000
	watch
	like "an error in a device without a driver is recorded" "$rc $out" "^0 .*; recorded"
	check "... in the list" test -s "$list"
}

test_errors() {
	watch_host
	refuses "watch refuses --sysroot" 4 "cannot record machine checks: no machine checks occur below --sysroot" watch
	breaks "xc_interface_open 1 ENOENT"
	watch
	like "watch without a hypervisor is not supported" "$rc $err" "^4 .*/dev/mcelog: cannot record machine checks: no access to a hypervisor"
	breaks "open:mcelog 1 ENOENT"
	watch
	like "... nor without /dev/mcelog" "$rc $err" "^4 .*this kernel does not pass on the hypervisor's machine checks \(ENOENT\).*CONFIG_XEN_MCE_LOG"
	breaks "open:mcelog 1 EBUSY"
	watch
	like "a second reader of /dev/mcelog is refused" "$rc $err" "^1 .*another program is reading it \(EBUSY\).*next: fuser -v /dev/mcelog"
	breaks "open:mcelog 1 EACCES"
	watch
	like "a user without permission is refused" "$rc $err" "^1 .*Permission denied \(EACCES\).*next: run it as root"
	breaks "ioctl:record_len 1 ENOTTY"
	watch
	like "a file that is not the /dev/mcelog device is refused" "$rc $err" "^1 .*\(ENOTTY\)"
	breaks "ioctl:record_len 1 =40"
	watch
	like "so are records that are too short" "$rc $err" "^1 .*\(EPROTO\)"
	breaks "read:mcelog 1 EIO"
	watch
	like "a read that fails is reported" "$rc $err" "^1 .*/dev/mcelog: cannot record machine checks: Input/output error \(EIO\)"
	check_at 0x140400000
	breaks "write:bad_pages 1 EINVAL"
	watch
	like "a page that the driver does not accept is reported" "$rc $err" "^1 .*dax0.0: cannot record machine checks: its driver did not accept bad pages"
	like "... and so is the event" "$out" "uncorrected error at 0x0000000140400000-0x0000000140400fff, bank 7, status 0xac00000000000000$"
	check_at 0x140400000
	rm "$devices/dax0.0/mapping0/start"
	watch
	like "a device without addresses is reported" "$rc $err" "^1 .*its addresses cannot be read"
	like "... and the event names no device" "$out" "uncorrected error at 0x0000000140400000"
	rm -r "${root:?}/sys/bus/dax/devices"
	check_at 0x140400000
	watch
	like "so is a host without a dax bus" "$rc $err" "^1 .*dax devices: cannot record machine checks: .*\(ENOENT\).*next: daxkmem list"
}

# Without --once, watch reads records as they arrive, until a signal.
test_running() {
	local pid i

	watch_host
	rm "$log"
	mkfifo "$log"
	exec 8<> "$log"
	LD_PRELOAD=$fakes/fakes.so "$tool" watch > "$work/out" 2> "$work/err" &
	pid=$!
	"$fakes/mcerecord" 0 7 $uncorrected $misc 0x140005000 >&8
	for ((i = 0; i < 100; i++)); do
		grep -q "0x0000000140005000" "$work/out" && break
		sleep 0.05
	done
	check "a record that arrives later is read" grep -q "; recorded" "$work/out"
	kill -TERM $pid
	wait $pid
	is "a signal ends watch" "$?$(< "$work/err")" 0
	exec 8>&-
}

test_device
test_guests
test_errors
test_running
finish
