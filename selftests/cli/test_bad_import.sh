#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad pages that the system knows, on a small tree: the poison lists of CXL devices, libnvdimm's
# badblocks, the records of rasdaemon.
# usage: test_bad_import.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
if ! "${CC:-cc}" -shared -fPIC -Wall -Wextra -Werror -o "$work/tracefs.so" "$here/tracefs.c" 2> "$work/err"; then
	skip_all "no compiler: $(head -n 1 "$work/err")"
fi
plan 59
cxl=$root/sys/bus/cxl/devices
traces=$root/sys/kernel/tracing/instances
export TRACEFS_FILES=$work/tracefs

# new_region REGION START WAYS MEMDEV...: a region of 1 GiB at START (hexadecimal) with a
# granularity of 1 KiB
new_region() {
	local region=$cxl/$1 i=0 m

	put "$region/resource" "0x$2"
	put "$region/size" 0x40000000
	put "$region/interleave_ways" "$3"
	put "$region/interleave_granularity" 1024
	shift 3
	for m; do
		put "$region/target$i" "decoder${m#mem}.0"
		mkdir -p "$cxl/../endpoint${m#mem}/decoder${m#mem}.0" "$cxl/$m"
		ln -sfn "../endpoint${m#mem}/decoder${m#mem}.0" "$cxl/decoder${m#mem}.0"
		ln -sfn "../$m" "$cxl/../endpoint${m#mem}/uport"
		: > "$cxl/$m/trigger_poison_list"
		i=$((i + 1))
	done
}

# trace LINE...: the contents of the trace
trace() {
	printf '# entries-in-buffer/entries-written: %d/%d   #P:2\n' $# $# > "$TRACEFS_FILES/trace"
	printf '  sh-12  [000] .....  13.4: %s\n' "$@" >> "$TRACEFS_FILES/trace"
}

# poison MEMDEV REGION HPA LENGTH [TYPE]: an event as Linux 7.3 prints it
poison() {
	echo "cxl_poison: memdev=$1 host=0000:11:00.0 serial=192 trace_type=${5:-List} region=$2 region_uuid=0-0 hpa=$3 hpa_alias0=0xffffffffffffffff dpa=0x300 dpa_length=$4 source=Internal flags= overflow_time=0"
}

# known FILE: the ranges in a ledger, shortened
known() {
	grep -v '^#' "$root/var/lib/daxkmem/$1" 2> /dev/null |
		sed 's/0x0*\([0-9a-f]*[0-9a-f]\)/\1/g; s/ 20.*//' | xargs
}

# new_machine: dax0.0 of one CXL device, dax1.0 of two interleaved ones, dax2.0 of an NVDIMM
new_machine() {
	new_tree
	new_device dax0.0 100000000
	new_device dax1.0 200000000
	new_device dax2.0 300000000 22
	new_region region0 100000000 1 mem0
	new_region region1 200000000 2 mem1 mem2
	mkdir -p "$traces"
	rm -rf "$TRACEFS_FILES"
	put "$TRACEFS_FILES/events/cxl/cxl_poison/enable" 0
	trace "$(poison mem0 "" 0xffffffffffffffff 0x40)"
}

# from SOURCE WORD...: runs bad import --from SOURCE
from() {
	local source=$1

	shift
	LD_PRELOAD=$work/tracefs.so run bad import --from "$source" "$@"
}

# imports TEXT SOURCE DEVICE WORD...: bad import succeeds
imports() {
	local text=$1 device=$3

	shift
	from "$@"
	is "$text" "$rc $out$err" "0 $device: bad pages saved"
}

test_usage() {
	new_machine
	refuses "a source that does not exist" 2 "invalid --from 'dmesg' \(choose cxl, badblocks, rasdaemon\)" bad import --from dmesg dax0.0
	refuses "--from with another action" 2 "bad add: --from is only valid with import" bad add --from cxl dax0.0 0x100000000
	refuses "--threshold with another source" 2 "bad import: --threshold requires import --from rasdaemon or save --watch" bad import --from cxl --threshold 3 dax0.0
	refuses "--sectors with a source" 2 "bad import: --sectors is only valid with a file" bad import --from badblocks --sectors dax2.0
}

test_cxl() {
	imports "import of an empty poison list succeeds" cxl dax0.0
	is "... and creates no ledger" "$(ls "$root/var/lib/daxkmem" 2> /dev/null)" ""
	is "... the list was read" "$(cat "$cxl/mem0/trigger_poison_list" "$TRACEFS_FILES/events/cxl/cxl_poison/enable")" "11"
	is "... no trace instance is left" "$(ls "$traces")" ""
	trace "$(poison mem0 region0 0x100005340 0x40)" "$(poison mem0 region0 0x100010fc0 0x80)" \
		"$(poison mem0 region0 0x100030000 0x40 Clear)" "$(poison mem9 region0 0x100040000 0x40)" \
		"$(poison mem0 region7 0x100050000 0x40)" "cxl_general_media: memdev=mem0 hpa=100060000 region=region0"
	imports "import of a poison list succeeds" cxl dax0.0
	is "... in whole pages, without what is cleared or of other devices" "$(known hmem.0-0x100000000.bad)" \
		"5000-5fff cxl-poison 10000-11fff cxl-poison"
	sed -i 's/ hpa_alias0=[^ ]*//; s/0x100005340/0x100070000/' "$TRACEFS_FILES/trace"
	imports "... so does one of Linux 6.12" cxl dax0.0
	is "... which adds what is new" "$(known hmem.0-0x100000000.bad)" \
		"5000-5fff cxl-poison 10000-11fff cxl-poison 70000-70fff cxl-poison"
}

# A range that is longer than the granularity is spread over as much memory of each device.
test_interleaved() {
	trace "$(poison mem1 region1 0x200001000 0x400)" "$(poison mem2 region1 0x200010400 0x400)" \
		"$(poison mem1 region1 0x200021000 0x2000)" "$(poison mem2 region1 0x200031fc0 0x80)"
	imports "import of the lists of two devices succeeds" cxl dax1.0
	is "... both were read" "$(cat "$cxl/mem1/trigger_poison_list" "$cxl/mem2/trigger_poison_list")" "11"
	is "... a range in one piece is in its page; others are all that can contain them" "$(known hmem.1-0x200000000.bad)" \
		"1000-1fff cxl-poison 10000-10fff cxl-poison 21000-24fff cxl-poison 31000-32fff cxl-poison"
	trace "$(poison mem2 region1 0x23ffffc00 0x1000)"
	imports "a range at the end of the region succeeds" cxl dax1.0
	like "... and ends there" "$(known hmem.1-0x200000000.bad)" " 3ffff000-3fffffff cxl-poison$"
}

test_problems() {
	trace "$(poison mem0 region0 0x100080000 0x40)" "$(poison mem0 region0 0xffffffffffffffff 0x40)"
	from cxl dax0.0
	is "an address that the kernel cannot translate: exit code 64" "$rc" 64
	like "... the error says so" "$err" "dax0.0: cannot import bad pages: the kernel cannot translate an address of mem0 \(ENXIO\)"
	like "... the other pages are saved" "$(known hmem.0-0x100000000.bad)" "80000-80fff"
	trace "$(poison mem0 region0 0x100080000 0x40 | sed 's/flags=/flags=Overflow/')"
	from cxl dax0.0
	like "a device with more poison than its list can hold" "$rc $err" "^64 .*mem0 has more poison than its list can hold"
	sed -i 's,written: 1/1,written: 1/2,' "$TRACEFS_FILES/trace"
	sed -i 's/Overflow//' "$TRACEFS_FILES/trace"
	from cxl dax0.0
	like "a trace buffer that is too small" "$rc $err" "^64 .*the kernel's trace buffer is too small"
	mv "$cxl/mem2/trigger_poison_list" "$work/list"
	trace "$(poison mem1 region1 0x200041000 0x40)"
	from cxl dax1.0
	like "a device without a poison list" "$rc $err" "^64 .*mem2 has no poison list"
	like "... that of the other device is read" "$(known hmem.1-0x200000000.bad)" "41000-41fff"
	mv "$work/list" "$cxl/mem2/trigger_poison_list"
	rm -r "$TRACEFS_FILES/events"
	from cxl dax0.0
	like "a kernel without the event" "$rc $err" "^1 .*the kernel has no trace event cxl_poison"
	is "... no trace instance is left" "$(ls "$traces")" ""
	put "$TRACEFS_FILES/events/cxl/cxl_poison/enable" 0
	mv "$root/sys/kernel/tracing" "$work/tracing"
	from cxl dax0.0
	like "no tracefs" "$rc $err" "^1 .*tracefs is not mounted at /sys/kernel/tracing"
	mkdir -p "$root/sys/kernel/debug"
	mv "$work/tracing" "$root/sys/kernel/debug/tracing"
	imports "tracefs is found below debugfs" cxl dax0.0
	mv "$root/sys/kernel/debug/tracing" "$root/sys/kernel/tracing"
	mkdir "$traces/daxkmem-99999999-1"
	imports "import after a killed one succeeds" cxl dax0.0
	is "... and removes its trace instance" "$(ls "$traces")" ""
	from cxl dax2.0
	like "a device that is not of CXL memory" "$rc $err" "^4 .*dax2.0: cannot import bad pages: its memory is not in a CXL region"
	from cxl all
	is "all means all devices with CXL memory" "$rc $out$err" "0 dax0.0: bad pages saved"$'\n'"dax1.0: bad pages saved"
}

test_badblocks() {
	from badblocks dax0.0
	like "import of badblocks of a CXL device" "$rc $err" "^4 .*it is not persistent memory: libnvdimm has no list for it"
	echo "48 9" > "$root/sys/devices/region2/badblocks"
	imports "import of badblocks succeeds" badblocks dax2.0
	is "... in whole pages" "$(known 22.bad)" "6000-7fff badblocks"
	from badblocks all
	is "all means all persistent memory" "$rc $out$err" "0 dax2.0: bad pages saved"
}

# sql TEXT: runs commands in the database of rasdaemon
sql() {
	python3 -c 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2])' "$db" "$1"
}

test_rasdaemon() {
	local db=$root/var/lib/rasdaemon/ras-mc_event.db ledger=hmem.0-0x100000000.bad

	new_machine
	from rasdaemon dax0.0
	like "without records of rasdaemon" "$rc $err" "^1 .*rasdaemon's records in /var/lib/rasdaemon/ras-mc_event.db cannot be read: No such file"
	mkdir -p "${db%/*}"
	echo "not a database" > "$db"
	from rasdaemon dax0.0
	like "with a damaged database" "$rc $err" "^1 .*cannot be read: Input/output error"
	mkdir -p "$work/libraries"
	: > "$work/libraries/libsqlite3.so.0"
	LD_LIBRARY_PATH=$work/libraries from rasdaemon dax0.0
	like "without the library" "$rc $err" "^4 .*without libsqlite3.so.0.*next: install libsqlite3-0"
	rm "$db"
	sql "CREATE TABLE mc_event (id INTEGER PRIMARY KEY, timestamp TEXT, err_count INTEGER, err_type TEXT, address INTEGER);
	INSERT INTO mc_event VALUES (1, '2026-01-01 01:00:00 +0100', 1, 'Uncorrected', 0x100005123),
		(2, '2026-01-01 01:00:00 +0100', 1, 'Uncorrected', 0x900005123),
		(3, '2026-01-01 01:00:00 +0100', 1, 'Fatal', 0),
		(4, '2026-01-02 01:00:00 +0100', 3, 'Corrected', 0x100010100),
		(5, '2026-01-03 01:00:00 +0100', 2, 'Corrected', 0x100010900),
		(6, '2026-01-04 01:00:00 +0100', 4, 'Corrected', 0x100020000);"
	imports "an old version without the other tables is read" rasdaemon dax0.0
	is "... the uncorrected error of the device is saved" "$(known $ledger)" "5000-5fff rasdaemon"
	like "... with its time" "$(cat "$root/var/lib/daxkmem/$ledger")" " rasdaemon 2026-01-01T00:00:00Z$"
	imports "pages are also bad from a number of corrected errors on" rasdaemon dax0.0 --threshold 5
	is "... which is the sum of those of a page" "$(known $ledger)" "5000-5fff rasdaemon 10000-10fff rasdaemon"
	like "... with the time of the last one" "$(cat "$root/var/lib/daxkmem/$ledger")" " rasdaemon 2026-01-03T00:00:00Z$"
	sql "CREATE TABLE memory_failure_event (id INTEGER PRIMARY KEY, timestamp TEXT, pfn TEXT);
	INSERT INTO memory_failure_event VALUES (1, '2026-01-01 01:00:00 +0100', '0x100030');
	CREATE TABLE cxl_poison_event (id INTEGER PRIMARY KEY, timestamp TEXT, trace_type TEXT, hpa INTEGER, dpa_length INTEGER);
	INSERT INTO cxl_poison_event VALUES (1, '2026-01-01 01:00:00 +0100', 'List', 0x100040000, 4097),
		(2, '2026-01-01 01:00:00 +0100', 'Inject', 0x100050000, 64),
		(3, '2026-01-01 01:00:00 +0100', 'Clear', 0x100050000, 64),
		(4, '2026-01-01 01:00:00 +0100', 'List', -1, 64);
	CREATE TABLE cxl_general_media_event (id INTEGER PRIMARY KEY, timestamp TEXT, descriptor INTEGER, hpa INTEGER);
	INSERT INTO cxl_general_media_event VALUES (1, '2026-01-01 01:00:00 +0100', 3, 0x100060000),
		(2, '2026-01-01 01:00:00 +0100', 2, 0x100070000), (3, '2026-01-01 01:00:00 +0100', 2, 0x100070040);
	CREATE TABLE cxl_dram_event (id INTEGER PRIMARY KEY, timestamp TEXT, descriptor INTEGER, hpa INTEGER);
	INSERT INTO cxl_dram_event VALUES (1, '2026-01-01 01:00:00 +0100', 1, 0x100080000);"
	imports "all tables are read" rasdaemon dax0.0
	is "... poison that was cleared is not bad" "$(known $ledger | sed 's/ rasdaemon//g')" \
		"5000-5fff 10000-10fff 30000-30fff 40000-41fff 60000-60fff 80000-80fff"
	imports "the threshold also applies to events of CXL devices" rasdaemon dax0.0 --threshold 2
	like "... the number of events counts" "$(known $ledger)" "20000-20fff rasdaemon .*70000-70fff rasdaemon"
	imports "records of other memory are ignored" rasdaemon dax1.0
	is "... there is no ledger of that device" "$(known hmem.1-0x200000000.bad)" ""
}

test_usage
test_cxl
test_interleaved
test_problems
test_badblocks
test_rasdaemon
finish
