#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Devices of CXL regions, on small trees: finding them by region, serial number and memory
# device, what list, show and plan say about the region, and the command for a memory device
# without a region.
# usage: test_cxl.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
# shellcheck source=cxl_tree.sh
. "$here/cxl_tree.sh"

new_tree
new_decoder decoder0.0 1 10
new_decoder decoder0.1 2 20 30
new_memdev 0 10 0xc0
new_memdev 1 20 0xc1
new_memdev 2 30 0xfedcba9876543210
new_memdev 3 10 0xc3
new_region 0 decoder0.0 100000000 0
new_region 1 decoder0.1 200000000 1 2
new_device dax4.0 500000000 ab

# finds WORD DEVICE...: the devices that list shows for the word
finds() {
	run list "$1" --output device --noheadings
	is "$1" "$rc $(xargs <<< "$out")$err" "0 ${*:2}"
}

test_words() {
	finds serial=0xc0 dax0.0
	finds serial=192 dax0.0
	finds serial=0XC0 dax0.0
	finds memdev=mem0 dax0.0
	finds region=region0 dax0.0
	finds serial=0xc1 dax1.0
	finds serial=0xfedcba9876543210 dax1.0
	finds serial=18364758544493064720 dax1.0
	finds memdev=mem2 dax1.0
	finds region=region1 dax1.0
	refuses "a serial number that is no number" 2 "this is not the name of a dax device.*serial=NUMBER" list serial=c0
	refuses "an empty serial number" 2 "this is not the name of a dax device" list serial=
	refuses "a serial number with an empty hexadecimal part" 2 "this is not the name" list serial=0x
	refuses "a serial number that is too large" 2 "this is not the name" list serial=0x10000000000000000
	refuses "an unknown serial number" 1 "there is no such device" list serial=7
	refuses "an unknown memory device" 1 "there is no such device" list memdev=mem9
	refuses "a name of a memory device must be complete" 1 "there is no such device" list memdev=mem
}

test_ambiguous() {
	new_region 5 decoder0.0 600000000 0
	refuses "a memory device in two regions is ambiguous" 2 \
		"serial=0xc0: cannot plan: devices of several regions match: dax0.0 \(region0\), dax5.0 \(region5\).*choose one of them" plan serial=0xc0
	mkdir -p "$root/etc/daxkmem.d"
	echo '[device "serial=0xc0"]' > "$root/etc/daxkmem.d/a.conf"
	run apply --dry-run --json
	like "... in the configuration, too" "$rc $err" "^1 .*serial=0xc0.*apply the section.*several regions match: dax0.0"
	fits "... and its JSON matches the schema" apply "$out"
	says "... which does not affect other devices" 0 "" apply --dry-run --device dax1.0
	rm -r "${root:?}/etc" "$cxl/region5" "$devices/dax5.0"
	new_region 4 decoder0.0 700000000 3
	rm "$devices/dax4.0"
	new_device dax4.0 500000000 ab
	ln -sfn "../../../$cxl_root/decoder0.0/region4/dax_region4/dax4.0" "$devices/dax6.0"
	refuses "a region of persistent memory and a CXL region can have the same name" 2 \
		"devices of several regions match: dax4.0 \(region4\), dax6.0 \(region4\)" plan region=region4
	rm -r "$devices/dax6.0" "$cxl/region4"
	put "$cxl/decoder13.0/region" ""
}

test_no_region() {
	refuses "a memory device without a region" 1 \
		"serial=0xc3: cannot attach: mem3 \(serial 0xc3\) is part of no region .*next: cxl create-region -t ram -m -d decoder0.0 mem3$" attach serial=0xc3
	put "$cxl/decoder0.0/cap_ram" 0
	refuses "... and no root decoder for its volatile memory" 1 "next: cxl create-region -t ram -m mem3$" attach memdev=mem3
	put "$cxl/decoder0.0/cap_ram" 1
	put "$cxl/decoder11.0/region" ""
	put "$cxl/decoder12.0/region" ""
	mv "$devices/dax1.0" "$work/"
	refuses "... or only an interleaved root decoder" 1 "next: cxl create-region -t ram -m -d decoder0.1 -w 2 mem1 mem2$" attach memdev=mem2
	put "$cxl/decoder11.0/region" region1
	refuses "... whose other memory device is in use" 1 "next: cxl create-region -t ram -m mem2$" attach memdev=mem2
	put "$cxl/decoder12.0/region" region1
	refuses "a region without a dax device" 1 "mem2 .* is part of region1, which has no dax device.*next: modprobe dax_cxl" attach memdev=mem2
	mv "$cxl/region1/driver" "$work/"
	refuses "... because it is disabled" 1 "next: cxl enable-region region1" attach memdev=mem2
	mv "$work/driver" "$cxl/region1/"
	mv "$work/dax1.0" "$devices/"
}

test_list() {
	run list --output device,region,memdevs,serials,hosts,ways,granularity,decoder,firmware,security --raw
	is "list has columns for CXL" "$rc $(sed -n 3p <<< "$out")" \
		'0 dax1.0 region1 mem1,mem2 0xc1,0xfedcba9876543210 0000:21:00.0,0000:31:00.0 2 256B decoder0.1 BWFW\x20VERSION\x2001,BWFW\x20VERSION\x2002 disabled,disabled'
	like "... which other devices do not have" "$(sed -n 4p <<< "$out")" "^dax4.0 region4 - - - - - - - -$"
	like "a serial number of 64 bits is exact in JSON" "$("$tool" --sysroot "$root" list --json dax1.0)" '"serial":18364758544493064720'
	run list --json dax1.0
	fits "list --json matches its schema" list "$out"
	fields "... and has the names of cxl(1)" "$out" \
		'"region1" "decoder0.1" 2 256 "mem1" 193 "0000:21:00.0" "BWFW VERSION 01" "disabled"' \
		"0 region" "0 decoder" "0 interleave_ways" "0 interleave_granularity" \
		"0 memdevs 0 memdev" "0 memdevs 0 serial" "0 memdevs 0 host" \
		"0 memdevs 0 firmware_version" "0 memdevs 0 security"
	rm "$cxl/mem2/firmware_version"
	rm -r "$cxl/mem2/security"
	run list --json dax1.0
	fits "a memory device without a firmware version matches the schema" list "$out"
	run list --output firmware,security --raw --noheadings dax1.0
	is "... the columns keep the order" "$out" 'BWFW\x20VERSION\x2001,- disabled,-'
}

test_plan() {
	run plan memdev=mem1
	like "plan describes the region" "$out" "  Region             region1
  CXL devices        mem1, serial 0xc1, 0000:21:00.0, firmware BWFW VERSION 01, security disabled
                     mem2, serial 0xfedcba9876543210, 0000:31:00.0
  Interleave         2 ways, granularity 256
  Root decoder       decoder0.1"
	run plan dax0.0
	like "... without interleave" "$out" "  Interleave         none"
	check_not "... without a speed until the kernel knows it" grep -q latency "$work/out"
	put "$cxl/region0/access0/read_latency" 170
	put "$cxl/region0/access0/read_bandwidth" 30000
	run plan dax0.0
	like "... then with it" "$out" "Read latency +170 ns
  Read bandwidth +30000 MB/s"
	run plan dax0.0 --json
	fits "plan --json matches its schema" plan "$out"
	run list dax0.0 --output latency,bandwidth --raw --noheadings
	is "list has the speed of the region" "$out" "170 30000"
}

# device_speed WORD: the latency and bandwidth of the devices in the plan, and the errors
device_speed() {
	run plan "$1"
	(sed -n 's/^  Device [a-z]* *//p' "$work/out"; cat "$work/err") | paste -sd ' '
}

test_cdat() {
	local note="(CDAT, without the link)" cdat=$cxl/endpoint0/CDAT

	is "without a CDAT, plan has no speed of the device" "$(device_speed dax0.0)" ""
	new_cdat 0 150 16000
	is "with a CDAT it has" "$(device_speed dax0.0)" "150 ns $note 16000 MB/s $note"
	run plan dax0.0
	like "... after the kernel's figures" "$out" "Read latency +170 ns
  Read bandwidth +30000 MB/s
  Device latency +150 ns .*
  Device bandwidth +16000 MB/s "
	run plan dax0.0 --json
	fits "... and with --json in other members" plan "$out"
	fields "... of which unknown ones are missing" "$out" "170 150 16000" \
		"read_latency" "cdat_read_latency" "cdat_read_bandwidth"
	like "... in list, too" "$("$tool" --sysroot "$root" list --output latency,cdat-latency,cdat-bandwidth --raw dax0.0)" \
		"LATENCY CDAT-LATENCY CDAT-BANDWIDTH
170 150 16000"
	run list --json dax0.0
	fits "... and in its JSON" list "$out"
	new_cdat 1 150 16000
	is "one of two devices is not enough" "$(device_speed dax1.0)" ""
	new_cdat 2 200 8000
	is "an interleaved region: the longest latency, the sum of the bandwidths" "$(device_speed dax1.0)" "200 ns $note 24000 MB/s $note"
	new_cdat 1 250 16000
	is "... if the first device has it, too" "$(device_speed dax1.0)" "250 ns $note 24000 MB/s $note"
	put "$cxl/decoder10.0/dpa_size" 0x40000001
	is "device addresses beyond the table" "$(device_speed dax0.0)" ""
	put "$cxl/decoder10.0/dpa_size" 0x40000000
	put "$cxl/decoder10.0/dpa_resource" ""
	is "unknown device addresses" "$(device_speed dax0.0)" ""
	put "$cxl/decoder10.0/dpa_resource" 0x0
	printf 'X' | dd of="$cdat" bs=1 seek=30 conv=notrunc status=none
	is "a wrong checksum" "$(device_speed dax0.0)" ""
	new_cdat 0 150 16000
	truncate -s 60 "$cdat"
	is "a table that is too short" "$(device_speed dax0.0)" ""
	: > "$cdat"
	is "an empty table" "$(device_speed dax0.0)" ""
	rm "$cdat"
	mkdir "$cdat"
	is "a table that cannot be read" "$(device_speed dax0.0)" ""
	rmdir "$cdat"
	new_cdat 0 150 16000
}

test_show() {
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	run show serial=0xc0
	like "show describes the region" "$out" "policy +online_movable.*
  Region             region0
  CXL devices        mem0, serial 0xc0, 0000:11:00.0, firmware BWFW VERSION 00, security disabled
  Interleave         none
  Root decoder       decoder0.0
  Read latency       170 ns
  Read bandwidth     30000 MB/s
  Device latency     150 ns \(CDAT, without the link\)
  Device bandwidth   16000 MB/s \(CDAT, without the link\)$"
	says "... but not with a single setting" 0 online_movable show serial=0xc0 policy
	run show dax0.0 --json
	fits "show --json matches its schema" device "$out"
	fields "... and has the speed of the device" "$out" "150 16000" \
		"cdat_read_latency" "cdat_read_bandwidth"
	says "state accepts a serial number" 0 online_movable state serial=192
}

# completes WORD...: prints the completions of the last word on one line
completes() {
	COMP_WORDS=(daxkmem --sysroot "$root" "$@")
	COMP_CWORD=$(($# + 2))
	COMPREPLY=()
	_daxkmem "$tool"
	echo "${COMPREPLY[*]}"
}

test_completion() {
	# shellcheck source=../../tools/daxkmem/completion/daxkmem
	. "$here/../../tools/daxkmem/completion/daxkmem"
	is "completion: the names of CXL devices" "$(completes plan "" | xargs -n 1 | grep '=' | xargs)" "memdev= region= serial="
	is "... serial numbers" "$(completes plan serial = 0xc)" "0xc0 0xc1 0xc3"
	is "... memory devices, regions" "$(completes plan memdev =); $(completes plan region =)" "mem0 mem1 mem2 mem3; region0 region1"
}

test_apply() {
	put "$root/etc/daxkmem.d/a.conf" '[device "serial=0xC0"]
timeout = 7
[device "memdev=mem1"]'
	says "a section with a serial number is applied" 3 "dax0.0: would change: timeout 7
dax1.0: would change: attached" apply --dry-run
	says "... to its device only" 3 "dax0.0: would change: timeout 7" apply --dry-run --device dax0.0
	# The memory devices have changed places, and the regions their names.
	put "$cxl/mem0/serial" 0xc3
	put "$cxl/mem3/serial" 0xc0
	new_region 7 decoder0.0 800000000 3
	put "$cxl/region7/target0" decoder13.0
	run apply --dry-run --device dax7.0
	like "... which has another name in another order" "$out" "^dax7.0: would change: attached, timeout 7|^dax7.0: would change: "
	says "... and not to the device that had the name before" 0 "" apply --dry-run --device dax0.0
	put "$root/etc/daxkmem.d/a.conf" '[device "serial=xyz"]'
	refuses "an invalid serial number is an error" 1 '"serial=xyz" is not the name of a dax device.*use uuid=UUID, serial=NUMBER' apply
}

plan 116
# kept_says TEXT NEXT: the command that list shows for the kept memory of dax0.0
kept_says() {
	run list
	is "$1" "$(sed -n 's/^ *next: //p' <<< "$err")" "$2"
}

test_kept() {
	local remove="daxkmem range add 0x100000000 1073741824; daxkmem range remove range=0x100000000+1073741824"

	rm -r "${root:?}/etc" "$devices/dax0.0"
	put "$cxl/mem0/serial" 0xc0
	put "$cxl/mem3/serial" 0xc3
	put "$cxl/decoder0.0/start" 0x100000000
	put "$cxl/decoder0.0/size" 0x100000000
	put "$cxl/decoder10.0/region" region0
	put "$cxl/region0/resource" 0x100000000
	put "$cxl/region0/size" 0x40000000
	put "$root/sys/bus/dax/drivers/dax_kmem/kept" "dax0.0 1/1 0x0000000100000000-0x000000013fffffff 1 memory32 8 1073741824 1073741824 online_movable"
	kept_says "kept memory of an enabled region" "$remove; cxl disable-region region0; cxl enable-region region0"
	mv "$cxl/region0/driver" "$work/"
	kept_says "... of a disabled region" "$remove; cxl enable-region region0"
	refuses "the memory device of this region cannot be attached" 1 \
		"mem0 .* is part of region0, which has no dax device; the driver keeps 1G of its memory on node 1 .*next: ${remove//+/\\+}; cxl enable-region region0$" attach serial=0xc0
	: > "$cxl/region0/target0"
	kept_says "... of a region without memory device" "$remove"
	rm -r "$cxl/region0"
	kept_says "... of a region that no longer exists" "$remove"
	run list --json
	fits "... in JSON" list "$out"
	rm "$root/sys/bus/dax/drivers/dax_kmem/kept"
}

# doctor_says TEXT REGEX: compares the findings of the check cxl
doctor_says() {
	run doctor
	like "$1" "$(sed -n 's/ \{2,\}/ /g;/^[A-Z]* *cxl /p' <<< "$out")" "$2"
}

test_doctor() {
	put "$root/proc/sys/kernel/osrelease" 6.1.0-test
	put "$root/boot/config-6.1.0-test" CONFIG_DEV_DAX=m
	doctor_says "doctor: a kernel without dax devices for CXL regions" \
		"^WARN +cxl +Linux 6.1.0-test has no dax devices for CXL regions: it was built without CONFIG_DEV_DAX_CXL, which exists since Linux 6.3 +boot a newer kernel"
	rm "$root/boot/config-6.1.0-test"
	doctor_says "... if neither configuration nor module exists" "^WARN +cxl +Linux 6.1.0-test has no"
	put "$root/boot/config-6.1.0-test" CONFIG_DEV_DAX_CXL=m
	put "$cxl/decoder13.0/region" ""
	doctor_says "doctor: a memory device without a region" \
		"^WARN +cxl +mem3 \(serial 0x[0-9a-f]+\) is part of no region +cxl create-region -t ram -m -d decoder0.0 mem3"
	put "$cxl/decoder13.0/region" region9
	doctor_says "doctor: all memory devices have regions" "^OK +cxl +4 CXL memory devices found, which are part of regions"
	rm -r "$cxl"
	put "$root/sys/bus/pci/devices/0000:11:00.0/class" 0x050210
	doctor_says "doctor: a memory device without a driver" \
		"^WARN +cxl +0000:11:00.0 is a CXL memory device without a driver +modprobe -a cxl_acpi"
	rm -r "$root/sys/bus/pci"
	doctor_says "doctor: no memory devices" "^OK +cxl +no CXL memory devices found"
}

test_words
test_ambiguous
test_no_region
test_list
test_plan
test_cdat
test_show
test_completion
test_apply
test_kept
test_doctor
finish
