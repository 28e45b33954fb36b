#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem compat on small trees: the file that it writes and removes, edited files
# that it leaves alone, and the steps that it prints. Needs no root.
# usage: test_compat.sh [DAXKMEM]
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=json.sh
. "$here/json.sh"

# shellcheck source=tool.sh
. "$here/tool.sh"
plan 61
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
name=/etc/modprobe.d/daxkmem-compat.conf

# tree NAME: makes an empty tree and uses it as the root
tree() {
	root=$work/$1
	mkdir -p "$root"/{etc,sys/bus/dax/devices,sys/bus/dax/drivers}
}

# run WORD...: sets rc, out and err
run() {
	"$tool" --sysroot "$root" compat "$@" > "$work/out" 2> "$work/err"
	rc=$?
	out=$(< "$work/out") err=$(< "$work/err")
}

# module NAME [BUS_NAME]
module() {
	mkdir -p "$root/sys/module/$1/parameters"
	[ -z "${2:-}" ] || echo "$2" > "$root/sys/module/$1/parameters/bus_name"
}

# device NAME DRIVER [ours]
device() {
	local d=$root/sys/bus/dax/devices/$1

	mkdir -p "$d" "$root/sys/bus/dax/drivers/$2"
	echo 4096 > "$d/size"
	ln -s "../../drivers/$2" "$d/driver"
	[ -z "${3:-}" ] || { mkdir "$d/dax_kmem"; echo unplugged > "$d/state"; }
}

# The lines of the file that modprobe obeys.
lines() {
	grep -v '^#' "$root$name"
}

# The steps that the command prints, one per line.
steps() {
	sed -n 's/^next: //p' <<< "$out"
}

test_write() {
	tree write
	run status
	is "status of a system without the file" "$rc $out" "0 $name: not present
dax_kmem: not loaded
kmem (in-tree): not loaded
daxctl uses: kmem (in-tree)"
	is "... creates no directory" "$(ls "$root/etc")" ""
	run disable
	is "disable without the file succeeds" "$rc ${out%%$'\n'*}" "0 $name: not present"
	run enable
	is "enable succeeds" "$rc $err" "0 "
	is "... and reports that it wrote the file" "${out%%$'\n'*}" "$name: written"
	is "... which has the lines for modprobe" "$(lines)" "\
options dax_kmem bus_name=kmem
install kmem /sbin/modprobe dax_kmem"
	is "... it is the only file, and readable by all" "$(cd "$root/etc/modprobe.d" &&
		find . -type f -printf '%P %m\n')" "daxkmem-compat.conf 644"
	like "... enable prints the driver that daxctl will use" "$out" "daxctl uses: dax_kmem"
	cp -p "$root$name" "$work/first"
	run enable
	is "enable again changes nothing" "$rc ${out%%$'\n'*}" "0 $name: already present"
	is "... the file is not rewritten" "$(stat -c %i:%y "$root$name")" \
		"$(stat -c %i "$root$name"):$(stat -c %y "$work/first")"
	run status
	like "status reports an unmodified file" "$out" "^$name: unmodified"
	run disable
	is "disable removes the file" "$rc ${out%%$'\n'*}" "0 $name: removed"
	is "... and leaves no other file" "$(ls -A "$root/etc/modprobe.d")" ""
}

# modprobe itself interprets the file.
test_modprobe() {
	local kernel=6.1.0-none dir

	command -v modprobe > /dev/null || PATH=$PATH:/usr/sbin:/sbin
	command -v modprobe > /dev/null || { skip "modprobe takes the lines" "modprobe is missing" 2; return; }
	tree modprobe
	dir=$root/lib/modules/$kernel
	mkdir -p "$dir"
	for m in kmem dax_kmem; do
		echo "$m.ko:" >> "$dir/modules.dep"
		: > "$dir/$m.ko"
	done
	depmod -b "$root" "$kernel" 2> /dev/null
	run enable
	is "modprobe runs the line instead of loading kmem" \
		"$(modprobe -C "$root/etc/modprobe.d" -d "$root" -S $kernel -n -v kmem | xargs)" \
		"install /sbin/modprobe dax_kmem"
	like "... and passes bus_name to dax_kmem" \
		"$(modprobe -C "$root/etc/modprobe.d" -d "$root" -S $kernel -n -v dax_kmem | xargs)" \
		"/dax_kmem.ko bus_name=kmem"
}

test_edited() {
	local before

	tree edited
	run enable
	echo "options dax_kmem policy=online_movable" >> "$root$name"
	before=$(cat "$root$name")
	run status
	is "status of a file with an extra line" "$rc ${out%%$'\n'*}" \
		"0 $name: modified"
	like "... the driver that daxctl uses is unknown" "$out" "daxctl uses: -"
	is "... the steps that repair it" "$(steps)" "move $name to another directory"$'\n'"daxkmem compat enable"
	for word in enable disable; do
		run $word
		is "$word refuses" "$rc $out" "1 "
		like "... the error says why" "$err" "$name: cannot (write|remove) the file: its contents differ from what daxkmem writes"
		is "... the file is unchanged" "$(cat "$root$name")" "$before"
	done
	truncate -s 10 "$root$name"
	run disable
	is "disable refuses a truncated file" "$rc" 1
}

test_failures() {
	tree failures
	rmdir "$root/etc"
	run enable
	is "enable fails without /etc" "$rc" 1
	like "... the error says why" "$err" "$name: cannot write the file: .*\(ENOENT\)"
	tree blocked
	mkdir -p "$root/etc/modprobe.d/.daxkmem-compat.conf.new"
	run enable
	is "enable fails if it cannot create the new file" "$rc" 1
	check_not "... and leaves no file" test -e "$root$name"
	tree stale
	mkdir -p "$root/etc/modprobe.d"
	echo half > "$root/etc/modprobe.d/.daxkmem-compat.conf.new"
	run enable
	is "a temporary file of a killed enable is replaced" "$rc $(ls -A "$root/etc/modprobe.d")" \
		"0 daxkmem-compat.conf"
	tree link
	mkdir -p "$root/etc/modprobe.d"
	ln -s "$work/elsewhere" "$root/etc/modprobe.d/.daxkmem-compat.conf.new"
	run enable
	check_not "a symbolic link is not followed" test -e "$work/elsewhere"
	for word in "" maybe "enable disable"; do
		# shellcheck disable=SC2086
		run $word
		is "compat $word is a usage error" "$rc" 2
	done
}

# The steps that are printed for each combination of the file and loaded modules.
test_steps() {
	tree own_name
	module dax_kmem dax_kmem
	device dax0.0 dax_kmem ours
	device dax1.0 device_dax
	run status
	is "disabled, dax_kmem loaded under its own name: no steps" "$rc $(steps)" "0 "
	like "... its bus name is shown" "$out" "dax_kmem: loaded as dax_kmem on the dax bus"
	run enable
	is "enabled, dax_kmem loaded under its own name: unload it" "$(steps)" \
		"daxkmem detach dax0.0"$'\n'"modprobe -r dax_kmem"
	like "... daxctl finds no driver until then" "$out" "daxctl uses: -"

	tree in_tree
	module kmem
	device dax0.0 kmem
	run status
	is "disabled, in-tree kmem loaded: no steps" "$(steps)" ""
	run enable
	is "enabled, in-tree kmem has a device: release the device, unload kmem" "$(steps)" \
		"daxctl reconfigure-device -f -m devdax dax0.0"$'\n'"modprobe -r kmem"
	like "... which daxctl uses until then" "$out" "daxctl uses: kmem \(in-tree\)"

	tree there
	module dax_kmem kmem
	device dax0.0 kmem ours
	run enable
	is "enabled, dax_kmem loaded as kmem: no steps" "$rc $(steps)" "0 "
	like "... daxctl uses it" "$out" "daxctl uses: dax_kmem"
	run disable
	is "disabled, dax_kmem still loaded as kmem: unload it" "$(steps)" \
		"daxkmem detach dax0.0"$'\n'"modprobe -r dax_kmem"

	tree missing
	mkdir -p "$root"/{proc/sys/kernel,lib/modules/6.1.0-none}
	echo 6.1.0-none > "$root/proc/sys/kernel/osrelease"
	echo "kernel/drivers/dax/kmem.ko:" > "$root/lib/modules/6.1.0-none/modules.dep"
	run enable
	like "enabled, dax_kmem not installed for this kernel: install it" "$(steps)" "^install dax_kmem for this kernel"
	like "... daxctl finds no driver" "$out" "dax_kmem: not installed for this kernel.*daxctl uses: -"
	echo "updates/dax_kmem.ko.xz:" >> "$root/lib/modules/6.1.0-none/modules.dep"
	run status
	is "... no steps once it is installed" "$(steps)" ""

	tree both
	module dax_kmem dax_kmem
	module kmem
	device dax0.0 kmem
	device dax1.0 dax_kmem ours
	run enable
	is "enabled, both modules loaded: unload both" "$(steps)" \
		"daxctl reconfigure-device -f -m devdax dax0.0"$'\n'"modprobe -r kmem"$'\n'"daxkmem detach dax1.0"$'\n'"modprobe -r dax_kmem"
}

test_json() {
	local want keys=(file state bus_name missing in_tree used next)

	tree json
	module dax_kmem dax_kmem
	for word in status enable disable; do
		run $word --json
		is "$word --json" "$rc" 0
		fits "... matches its schema" compat "$out"
		case $word in
		enable) want='"enabled" "dax_kmem" false false null ["modprobe -r dax_kmem"]' ;;
		*) want='"disabled" "dax_kmem" false false "kmem" []' ;;
		esac
		fields "... has the expected values" "$out" "\"$name\" $want" "${keys[@]}"
	done
	mkdir -p "$root/etc/modprobe.d"
	echo mine > "$root$name"
	run status --json
	fits "... also for an edited file" compat "$out"
	fields "... its state" "$out" '"edited" null' state used
	run disable --json
	fits "an error matches its schema" error "$err"
	like "... and names the file" "$err" '^\{"error":\{"object":"/etc/modprobe.d/daxkmem-compat.conf","action":"remove the file",'
}

test_write
test_modprobe
test_edited
test_failures
test_steps
test_json
finish
