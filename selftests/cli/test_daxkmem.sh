#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The user tool on small trees that look like /sys and /proc: its output, the input that it
# refuses, and its exit codes. Needs no root.
# usage: test_daxkmem.sh [DAXKMEM]
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=json.sh
. "$here/json.sh"

# shellcheck source=tool.sh
. "$here/tool.sh"
plan 250
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# put FILE TEXT
put() {
	[ -d "${1%/*}" ] || mkdir -p "${1%/*}"
	echo "$2" > "$1"
}

# driver ROOT NAME
driver() {
	local f

	for f in bind unbind new_id remove_id bind_unplugged; do
		put "$1/sys/bus/dax/drivers/$2/$f" ""
	done
}

# device ROOT NAME SIZE NODE [DRIVER]
device() {
	local d=$1/sys/bus/dax/devices/$2

	put "$d/size" "$3"
	put "$d/uevent" ""
	[ -z "$4" ] || put "$d/target_node" "$4"
	[ -z "${5:-}" ] || ln -s "../../drivers/$5" "$d/driver"
}

# attached ROOT NAME STATE POLICY USABLE PLUGGED ONLINE LOST
attached() {
	local d=$1/sys/bus/dax/devices/$2 f

	put "$d/state" "$3"
	put "$d/dax_kmem/policy" "$4"
	put "$d/dax_kmem/target_node" "$(cat "$d/target_node")"
	for f in usable plugged online lost; do
		put "$d/dax_kmem/${f}_size" "$5"
		shift
	done
}

# A machine with one device of each kind.
make_full() {
	local r=$1

	driver "$r" device_dax
	driver "$r" dax_kmem
	driver "$r" kmem
	put "$r/sys/module/dax_kmem/parameters/policy" online_movable
	device "$r" dax0.0 2111832064 1 device_dax
	device "$r" dax1.0 2111832064 2 dax_kmem
	attached "$r" dax1.0 online_movable online_movable \
		2013265920 2013265920 2013265920 98566144
	device "$r" dax2.0 1073741824 3 kmem
	device "$r" dax10.0 512 ""
	device "$r" dax10.1 0 4 fsdev_dax
	put "$r/sys/bus/dax/devices/not-a-dax/size" 1
	mkdir -p "$r/proc"
}

full=$work/full
make_full "$full"

# run WORD...: sets rc, out and err; the tree is $root
root=$full
run() {
	"$tool" --sysroot "$root" "$@" > "$work/out" 2> "$work/err"
	rc=$?
	out=$(< "$work/out") err=$(< "$work/err")
}

# valid TEXT JSON
valid() {
	lacks jq jq "$1" || check "$1" jq . <<< "$2"
}

# refuses TEXT CODE REGEX WORD...: exit code and error text
refuses() {
	local text=$1 code=$2 regex=$3

	shift 3
	run "$@"
	is "$text: exit code $code" "$rc" "$code"
	like "... the error says why" "$err" "$regex"
	is "... and stdout is empty" "$out" ""
}

# written FILE: prints what was written to an attribute of a driver
written() {
	head -n 1 "$root/sys/bus/dax/drivers/$1"
}

test_help() {
	local word help

	run
	is "daxkmem without a command prints the help" "$rc" 0
	help=$out
	run --help
	is "--help prints the same" "$rc $out" "0 $help"
	for word in list plan attach detach resize state why map; do
		is "... with one line for $word" \
			"$(grep -c "^  $word " <<< "$help")" 1
		run "$word" --help
		like "$word --help shows its usage" "$rc $out" "^0 usage: daxkmem $word "
	done
	run --version
	is "--version prints the version" "$rc $out" "0 $("$here/../../.ci/version")"
}

test_list() {
	run list
	is "list succeeds" "$rc $err" "0 "
	is "... and prints the table" "$out" "\
DEVICE  SIZE DRIVER         NODE STATE          POLICY         PLUGGED ONLINE LOST
dax0.0  1.9G device_dax        1 -              -                    -      -    -
dax1.0  1.9G dax_kmem          2 online_movable online_movable    1.8G   1.8G  94M
dax2.0    1G kmem (in-tree)    3 -              -                    -      -    -
dax10.0 512B -                 - -              -                    -      -    -
dax10.1    0 fsdev_dax         4 -              -                    -      -    -"
	run list -b dax1.0
	like "-b prints bytes" "$rc $out" "^0 .*dax1.0 2111832064 .* 2013265920 2013265920 98566144$"
	run list --bytes dax1.0
	like "--bytes prints bytes" "$out" "dax1.0 2111832064 "
	run list dax10.0
	is "list with one device prints only that device" "$(wc -l <<< "$out")" 2
	run list dax0.0 dax7.7 dax1.0
	is "a device that does not exist: exit code 1" "$rc" 1
	is "... the others are shown" "$(grep -c ^dax <<< "$out")" 2
	like "... the error names it" "$err" "dax7.7: .*there is no such device \(ENODEV\)"
}

test_list_json() {
	run list --json
	valid "list --json is JSON" "$out"
	fits "... and matches its schema" list "$out"
	run list --json --verbose
	fits "... with --verbose too" list "$out"
	run plan dax0.0 --json
	fits "a plan matches its schema" plan "$out"
	run state dax1.0 --json
	fits "a device matches its schema" device "$out"
	run attach dax3.0 --json
	fits "an error matches its schema" error "$err"
	run list --json
	fields "... with the values of an attached device" "$out" \
		'"dax1.0" 2111832064 2 "system-ram" "dax_kmem" true "online_movable" "online_movable" 2013265920 2013265920 2013265920 98566144' \
		"1 chardev" "1 size" "1 target_node" "1 mode" "1 driver" "1 attached" \
		"1 state" "1 policy" "1 usable_size" "1 plugged_size" "1 online_size" "1 lost_size"
	fields "... of a device in devdax mode" "$out" '"dax0.0" "devdax" false null null null' \
		"0 chardev" "0 mode" "0 attached" "0 state" "0 policy" "0 usable_size"
	fields "... of a device of the in-tree driver" "$out" '"system-ram" "kmem" false' \
		"2 mode" "2 driver" "2 attached"
	fields "... of a device without driver and node" "$out" '512 null null null' \
		"3 size" "3 target_node" "3 mode" "3 driver"
	printf 'a"b\\c\td\xff\xc3\xa9\n' > "$full/sys/bus/dax/devices/dax1.0/state"
	run list --json dax1.0
	valid "a state with invalid bytes is JSON too" "$out"
	fields "... invalid bytes become question marks" "$out" '"a\"b\\c?d?é"' "0 state"
	put "$full/sys/bus/dax/devices/dax1.0/state" online_movable
}

# Columns are chosen by name.
test_columns() {
	put "$full/sys/bus/dax/devices/dax1.0/dax_kmem/blocks" \
		"memory32         online      Movable          0"
	run list --output device,online,zones dax1.0
	is "--output selects columns" "$rc $out" "0 DEVICE ONLINE ZONES
dax1.0   1.8G Movable"
	run list --output help
	is "--output help lists all columns" "$rc" 0
	is "... one per line" "$(grep -c . <<< "$out")" \
		"$(grep -c '^	{ "[A-Z-]*", .*, "[a-z]' "$here/../../tools/daxkmem/cmd/list.c")"
	run list --output all dax1.0
	is "--output all prints all columns" "$(head -n 1 <<< "$out" | wc -w)" "$(run list --output help; wc -l <<< "$out")"
	refuses "a column that does not exist" 2 "unknown column 'nonsense'.*--output help" list --output device,nonsense
}

test_empty() {
	root=$work/empty
	mkdir -p "$root/sys/bus/dax/devices"
	run list
	is "list without devices succeeds" "$rc $out" "0 "
	like "... and reports this on stderr" "$err" "no dax devices found"
	run list --json
	is "... or prints an empty array with --json" "$rc $(tr -d '[:space:]' <<< "$out$err")" "0 []"
	root=$work/nothing
	refuses "no dax bus" 4 "no dax bus in /sys/bus/dax" list
	refuses "... with a device" 4 "no dax bus" attach dax0.0
	root=$full
}

# no_name WORD...: a command whose first argument is not a device name
no_name() {
	run "$@"
	is "$1 $(printf %q "$2"): not a device name" "$rc" 2
}

test_names() {
	local name cmd

	for name in dax dax0 dax0. dax.0 dax0.0.0 dax0.0x dax0.0/ ../dax0.0 \
		dax0.0/../dax1.0 /dev/dax0 /sys/dax0.0 uuid= namespace DAX0.0 "" " dax0.0" "dax 0.0" dax-1.0 \
		$'dax0.0\n' dax0.00000000000000000000000000; do
		no_name attach "$name"
	done
	for cmd in list plan detach state why map; do
		no_name $cmd dax
		no_name $cmd $'dax0.0\n'
	done
	no_name resize dax 1G
	refuses "a device that does not exist" 1 "no such device" attach dax3.0
}

test_usage() {
	refuses "unknown command" 2 "unknown command 'nonsense'.*next: daxkmem --help" nonsense
	refuses "a mistyped command" 2 "unknown command 'detachh' \(did you mean 'detach'\?\)" detachh
	refuses "a mistyped option" 2 "unknown option '--polcy' \(did you mean '--policy'\?\)" attach dax0.0 --polcy=x
	refuses "a mistyped setting" 2 "unknown setting 'polcy' \(did you mean 'policy'\?\)" set dax0.0 polcy=x
	refuses "an unknown colour" 2 "invalid --color 'blue' \(choose auto, always or never\)" list --color=blue
	run --color never -V
	is "-V after an option with a value" "$rc $out" "0 $("$here/../../.ci/version")"
	refuses "a command after an option with a value" 2 "show: missing DEVICE" --color never show
	run -V
	is "-V prints the version" "$rc $out" "0 $("$here/../../.ci/version")"
	refuses "unknown option" 2 "list: unknown option '--nonsense'" list --nonsense
	refuses "an option of another command" 2 "list: unknown option '--timeout'" list --timeout 5
	refuses "attach without a device" 2 "attach: missing DEVICE" attach
	refuses "compat with two actions" 2 "compat: unexpected argument 'disable'" compat status disable
	refuses "attach of two devices, one of which does not exist" 1 "dax9.0: .*there is no such device" attach dax0.0 dax9.0
	refuses "an unknown policy" 2 "invalid --policy 'best' \(choose offline, online, .* or reserved\).*next: daxkmem attach --help" attach dax0.0 --policy best
	refuses "a missing policy" 2 "attach: option '--policy' requires a value" attach dax0.0 --policy
	for n in 0 -1 x 5x "" 99999999999999999999; do
		run detach dax1.0 --timeout="$n"
		is "--timeout \"$n\" is refused" "$rc" 2
	done
	run state dax0.0 $'a\e[1m'
	is "control characters are not printed" \
		"$(tr -cd '\033' <<< "$err" | wc -c)" 0
}

test_json_errors() {
	run attach dax3.0 --json
	is "an error with --json has exit code 1" "$rc" 1
	valid "... and is valid JSON" "$err"
	is "... with all keys" "$err" \
		'{"error":{"object":"dax3.0","action":"attach","cause":"there is no such device","errno":"ENODEV","next":"daxkmem list"}}'
	run --json attach $'x"\\\e\xff'
	valid "an error about a name with invalid bytes is JSON" "$err"
	run list --nonsense --json
	valid "a usage error before --json is JSON too" "$err"
	like "... without errno" "$err" '"errno":null'
}

test_state() {
	run state dax1.0
	is "state prints the state" "$rc $out" "0 online_movable"
	refuses "a device that is not attached" 1 "next: daxkmem attach dax0.0" state dax0.0
	refuses "a device of the in-tree driver" 4 "in-tree kmem driver" state dax2.0
	for word in offline mixed bogus ""; do
		run state dax1.0 "$word"
		is "\"$word\" cannot be written" "$rc" 2
	done
	run state dax1.0 --json
	valid "state --json is JSON" "$out"
}

test_attach_refusals() {
	local pid=4242

	root=$work/unloaded
	driver "$root" device_dax
	driver "$root" kmem
	device "$root" dax0.0 4096 1 device_dax
	refuses "driver not loaded" 4 "next: modprobe dax_kmem" attach dax0.0
	root=$full

	run attach dax1.0
	is "attach of an attached device succeeds" "$rc" 0
	like "... and reports that it is attached" "$out" "^dax1.0: already attached, .*state online_movable"
	run attach dax1.0 --json
	valid "... as JSON" "$out"
	refuses "... with another policy" 1 "attached with policy online_movable" \
		attach dax1.0 --policy online
	refuses "a device of the in-tree kmem" 1 "in-tree kmem driver.*daxctl reconfigure-device" attach dax2.0
	refuses "a device in famfs mode" 1 "in famfs mode, bound to the driver fsdev_dax.*next: unmount famfs, then run: echo dax10.1 > .*/fsdev_dax/unbind" attach dax10.1

	mkdir -p "$root/proc/$pid/fd"
	ln -s /dev/dax0.0 "$root/proc/$pid/fd/7"
	refuses "a device that is held open" 1 "process $pid has it open or mapped \(EBUSY\)" attach dax0.0
	put "$root/proc/17/maps" "7f0000000000-7f0000200000 rw-s 00000000 00:05 398   /dev/dax0.0"
	refuses "a device that is held open and mapped" 1 "processes .*(17, $pid|$pid, 17) have it" attach dax0.0
	is "... nothing was written" "$(written dax_kmem/new_id)" ""
	rm -r "$root/proc/$pid" "$root/proc/17"

	# The device is found by its number, as in a container. /dev/null is used as the device.
	put "$root/sys/bus/dax/devices/dax0.0/dev" 1:3
	mkdir -p "$root/proc/$pid/fd"
	ln -s /dev/null "$root/proc/$pid/fd/7"
	refuses "a device that is held open by another name" 1 "process $pid has it open or mapped \(EBUSY\)" attach dax0.0
	put "$root/proc/17/maps" "7f0000000000-7f0000200000 rw-s 00000000 00:05 398   /dev/other"
	mkdir "$root/proc/17/map_files"
	ln -s /dev/null "$root/proc/17/map_files/7f0000000000-7f0000200000"
	rm -r "$root/proc/$pid"
	refuses "a device that is mapped by another name" 1 "process 17 has it open or mapped" attach dax0.0
	rm -r "$root/proc/17" "$root/sys/bus/dax/devices/dax0.0/dev"
}

# Which attributes are written. The files of a tree do nothing, so attach fails when it
# adds memory.
test_attach_writes() {
	root=$work/writes
	make_full "$root"
	mkdir -p "$root/proc/9/fd"
	ln -s /dev/dax0.0 "$root/proc/9/fd/3"
	refuses "--force continues until it adds memory" 1 \
		"dax0.0: cannot attach: adding its memory failed: .*\(ENOENT\)" attach dax0.0 --force
	is "... after it unbound, bound and registered the device" \
		"$(written device_dax/unbind) $(written dax_kmem/bind_unplugged) $(written dax_kmem/new_id)" \
		"dax0.0 dax0.0 dax0.0"
	rm -r "$root/proc/9"

	# Similar names do not count as the device.
	put "$root/proc/18/maps" "7f0000000000-7f0000200000 rw-s 00000000 00:05 398   /dev/dax0.00"
	put "$work/dax0.0" "a file of that name"
	mkdir -p "$root/proc/18/fd" "$root/proc/sys/fd"
	ln -s "$work/dax0.0" "$root/proc/18/fd/3"
	ln -s /dev/dax0.0 "$root/proc/sys/fd/3"
	put "$root/sys/bus/dax/devices/dax0.0/dev" 1:5
	mkdir "$work/elsewhere"
	ln -s /dev/null "$work/elsewhere/dax0.0"
	ln -s "$work/elsewhere/dax0.0" "$root/proc/18/fd/4"
	refuses "a device or file of a similar name does not count" 1 \
		"adding its memory failed" attach dax0.0

	root=$work/nobind
	make_full "$root"
	rm "$root/sys/bus/dax/devices/dax0.0/driver"
	rm "$root/sys/bus/dax/drivers/dax_kmem/new_id"
	refuses "a name that the driver does not accept" 1 "registering its name with dax_kmem failed: .*\(ENOENT\).*next: dmesg" attach dax0.0
	is "... a device without a driver is not bound to device_dax" "$(written device_dax/bind)" ""

	root=$work/old
	make_full "$root"
	rm "$root/sys/bus/dax/drivers/dax_kmem/bind_unplugged"
	refuses "a module without bind_unplugged" 4 "older than this tool" attach dax0.0
	is "... nothing was written" "$(written device_dax/unbind)" ""

	root=$work/askmem
	driver "$root" kmem
	driver "$root" device_dax
	put "$root/sys/module/dax_kmem/parameters/policy" auto
	device "$root" dax0.0 4096 1
	device "$root" dax1.0 4096 1 kmem
	attached "$root" dax1.0 offline auto 4096 4096 0 0
	mkdir "$root/proc"
	run attach dax0.0
	is "dax_kmem under the name kmem is used" "$rc $(written kmem/bind_unplugged)" "1 dax0.0"
	run list
	like "... list names the module" "$out" "dax1.0 +4K kmem \(dax_kmem\) "
	root=$full
}

# SIZE, +SIZE and -SIZE; the files of a tree keep what is written.
test_resize() {
	local d=$full/sys/bus/dax/devices/dax1.0

	put "$full/sys/devices/system/memory/block_size_bytes" 8000000
	put "$d/dax_kmem/plugged_size" 1073741824
	for word in 512M +512M -256M 0 0x40000000; do
		put "$d/dax_kmem/requested_size" ""
		run resize dax1.0 "$word"
		is "resize $word" "$rc $(head -n 1 "$d/dax_kmem/requested_size")" \
			"0 $(case $word in
				512M) echo 536870912 ;; +512M) echo 1610612736 ;;
				-256M) echo 805306368 ;; 0) echo 0 ;; *) echo 1073741824 ;; esac)"
	done
	refuses "resize to an invalid size" 2 "\"lots\" is not a size" resize dax1.0 lots
	refuses "resize above the usable size" 2 "only 1.8G of it can be memory.*next: daxkmem resize dax1.0 2013265920" resize dax1.0 3G
	refuses "resize below zero" 2 "only 1G of it is plugged" resize dax1.0 -2G
	refuses "resize to a partial block" 2 "not a multiple of the memory block size, 128M.*next: daxkmem resize dax1.0 939524096" resize dax1.0 1000M
	refuses "resize by a number that overflows" 2 "" resize dax1.0 +9223372036854775807
	refuses "resize of a device that is not attached" 1 "not attached.*attach dax0.0 --size 1G" resize dax0.0 1G
	refuses "... to a size that attach would refuse" 1 "not attached.*next: daxkmem attach dax0.0$" resize dax0.0 5T
	put "$d/dax_kmem/plugged_size" 2013265920
}

# Other ways to name a device.
test_words() {
	local r=$work/words d

	make_full "$r"
	d=$r/sys/devices/ndbus0/region0/dax0.1
	mkdir -p "$d"
	mv "$r/sys/bus/dax/devices/dax0.0" "$d/"
	ln -s ../../../devices/ndbus0/region0/dax0.1/dax0.0 "$r/sys/bus/dax/devices/dax0.0"
	put "$d/namespace" namespace0.0
	put "$d/uuid" 6f1b9c2e-0000-4000-8000-00000000abcd
	put "$r/sys/bus/nd/devices/namespace0.0/uuid" 11111111-2222-4333-8444-555555555555
	root=$r
	for word in dax0.0 /dev/dax0.0 namespace0.0 region=region0 \
		uuid=6f1b9c2e-0000-4000-8000-00000000abcd \
		uuid=6F1B9C2E-0000-4000-8000-00000000ABCD \
		uuid=11111111-2222-4333-8444-555555555555; do
		run list --output device,namespace,region "$word"
		is "list $word" "$rc $(tail -n 1 <<< "$out")" "0 dax0.0 namespace0.0 region0"
	done
	refuses "an unknown UUID" 1 "there is no such device" list uuid=6f1b
	root=$full
}

test_detach() {
	run detach dax0.0
	is "detach of a detached device succeeds" "$rc" 0
	like "... and reports that it is detached" "$out" "^dax0.0: already detached"
	refuses "detach from the in-tree driver" 1 "in-tree kmem driver.*daxctl" detach dax2.0
	refuses "detach from another driver" 1 "in famfs mode, bound to the driver fsdev_dax" detach dax10.1

	root=$work/nohome
	make_full "$root"
	rm -r "$root/sys/bus/dax/drivers/device_dax"
	run detach dax1.0
	is "without device_dax, detach leaves the device without a driver" "$rc $(written dax_kmem/remove_id)" "0 dax1.0"

	root=$work/detach
	make_full "$root"
	run detach dax1.0 --timeout 5
	is "detach succeeds" "$rc" 0
	like "... and writes unplugged to state" "$(< "$root/sys/bus/dax/devices/dax1.0/state")" "^unplugged"
	is "... then unbinds the device, removes its name, and binds device_dax" \
		"$(written dax_kmem/unbind) $(written dax_kmem/remove_id) $(written device_dax/bind)" \
		"dax1.0 dax1.0 dax1.0"
	root=$full
}

test_help
test_list
test_list_json
test_columns
test_words
test_empty
test_names
test_usage
test_json_errors
test_state
test_attach_refusals
test_attach_writes
test_detach
test_resize
finish
