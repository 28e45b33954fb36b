#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Libraries that the tool loads when it first needs them: most commands work without them, and
# the others say what is missing. Needs no root.
# usage: test_missing_library.sh [DAXKMEM]
# shellcheck source=tree.sh
. "$(dirname "$0")/tree.sh"
plan 17
kmod=libkmod.so.2 bpf=libbpf.so.1
export LD_LIBRARY_PATH=$work/libraries
mkdir "$LD_LIBRARY_PATH"

# without LIBRARY...: libraries that cannot be loaded, because their files are empty
without() {
	local f

	rm -f "$LD_LIBRARY_PATH"/*
	for f in "$@"; do
		: > "$LD_LIBRARY_PATH/$f"
	done
}

put /proc/sys/kernel/osrelease 6.1.0-99-test
put /sys/kernel/btf/vmlinux ""
tree_device dax0.0 2147483648 1 device_dax
put /sys/bus/dax/devices/dax0.0/mapping0/start 0x100000000
put /sys/bus/dax/devices/dax0.0/mapping0/end 0x17fffffff
put /sys/bus/pci/devices/0000:11:00.0/class 0x050210
mkdir -p "$root"/{etc/modprobe.d,sys/bus/dax/drivers/device_dax}

without $kmod $bpf
run list
is "list needs neither" "$rc $(grep -c dax0.0 <<< "$out") $err" "0 1 "

run attach dax0.0
is "attach fails if it would have to load the driver" "$rc" 4
like "... the error names libkmod" "$err" "driver dax_kmem is not loaded, and $kmod is missing"
like "... and the ways out" "$err" "next: modprobe dax_kmem, or install libkmod"
run range add 4G 1G
like "range add fails with the same error" "$rc $err" "^4 .*not loaded, and $kmod is missing.*next: modprobe dax_kmem, or install"
run compat enable
like "compat enable fails: it reads the configuration of modprobe" "$rc $err" "^4 .*$kmod is missing.*next: install libkmod"
is "... without the file" "$(ls "$root/etc/modprobe.d")" ""
run compat status
is "compat status works without the file" "$rc $err" "0 "
without
run compat enable
without $kmod $bpf
run compat status
like "... and fails with it" "$rc $err" "^4 .*$kmod is missing"
run compat disable
is "compat disable removes the file" "$rc $err$(ls "$root/etc/modprobe.d")" "0 "
run doctor
like "doctor does not know whether the driver is installed" "$(findings module)" \
	"^UNKNOWN .*$kmod is missing.* install libkmod"
like "... nor what modprobe would do" "$(findings kmem)" "^UNKNOWN .*modprobe is unknown: $kmod is missing.* install libkmod"
like "... nor whether CXL regions have dax devices" "$(findings cxl)" "without a driver"
like "... nor the structures of the kernel" "$(findings layout)" "^UNKNOWN $bpf is missing.* install libbpf"

without
run doctor
like "with libkmod, doctor knows whether the driver is installed" "$(findings module)" "not installed for Linux 6.1.0-99-test"
like "... and whether CXL regions have dax devices" "$(findings cxl)" "^WARN .*no dax devices for CXL regions"

# The library exists, but has none of the functions.
if echo "int unused;" | "${CC:-cc}" -shared -fPIC -x c -o "$LD_LIBRARY_PATH/$kmod" - 2> /dev/null; then
	run doctor
	like "a library without the functions counts as missing" "$(findings module)" "^UNKNOWN .*$kmod is missing"
else
	skip "a library without the functions counts as missing" "no compiler"
fi
finish
