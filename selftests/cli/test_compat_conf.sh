#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem compat with other modprobe configuration: status names each line that overrides the
# compat file, and no other line. modprobe itself confirms this. Needs no root.
# usage: test_compat_conf.sh [DAXKMEM]
here=$(cd "$(dirname "$0")" && pwd)
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=json.sh
. "$here/json.sh"

# shellcheck source=tool.sh
. "$here/tool.sh"
plan 37
PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
release=6.1.0-none

# tree NAME: a root with the compat file and a kernel with both modules
tree() {
	local dir=$work/$1/lib/modules/$release m

	root=$work/$1
	mkdir -p "$root"/{etc,proc/sys/kernel,sys/bus/dax/devices,sys/bus/dax/drivers} "$dir"
	echo "$release" > "$root/proc/sys/kernel/osrelease"
	for m in kmem dax_kmem; do
		echo "$m.ko:" >> "$dir/modules.dep"
		: > "$dir/$m.ko"
	done
	[ -z "$(command -v depmod)" ] || depmod -b "$root" "$release" 2> /dev/null
	"$tool" --sysroot "$root" compat enable > /dev/null
}

# conf FILE LINE: adds a line to modprobe's configuration
conf() {
	mkdir -p "$root/${1%/*}"
	echo "$2" >> "$root/$1"
}

status() {
	out=$("$tool" --sysroot "$root" compat status "$@")
}

overriding() {
	sed -n 's/^overridden by: //p' <<< "$out"
}

uses() {
	sed -n 's/^daxctl uses: //p' <<< "$out"
}

# The command that modprobe would run for kmem, and the bus_name that dax_kmem would get.
modprobe_says() {
	local m=(modprobe -C "$root/etc/modprobe.d" -d "$root" -S "$release" -n -v)

	"${m[@]}" kmem 2>&1 | xargs
	"${m[@]}" dax_kmem 2>&1 | grep -o 'bus_name=[a-z_]*' | tail -n 1
}

# modprobe_is TEXT WANTED: modprobe_says prints this
modprobe_is() {
	if command -v modprobe > /dev/null; then
		is "$1" "$(modprobe_says)" "$2"
	else
		skip "$1" "modprobe is missing"
	fi
}

# overrides NAME FILE LINE [SHOWN]: status names that line, and daxctl finds no driver
overrides() {
	tree "$1"
	conf "$2" "$3"
	status
	is "$1 is reported" "$(overriding)" "${4:-$3}"
	is "... daxctl would find no driver" "$(uses)" -
	is "... the next step is to remove the line" "$(grep '^next' <<< "$out")" "next: remove the line\
 \"${4:-$3}\"; grep -rw ${3%% *} /etc/modprobe.d /run/modprobe.d /lib/modprobe.d finds it"
}

# ignores NAME FILE LINE: status ignores that line
ignores() {
	tree "$1"
	conf "$2" "$3"
	status
	is "$1 is ignored" "$(overriding)" ""
	is "... daxctl would find dax_kmem" "$(uses)" dax_kmem
}

test_overriding() {
	overrides "a blacklisted kmem" /etc/modprobe.d/zz.conf "blacklist kmem"
	overrides "an install line before ours" \
		/etc/modprobe.d/dax_kmem.conf "install kmem /bin/true"
	modprobe_is "... modprobe obeys it" \
		"install /bin/true"$'\n'"bus_name=kmem"
	overrides "an install line in /lib, before ours" \
		/lib/modprobe.d/a.conf "install kmem /bin/false"
	overrides "an install line with a pattern" /etc/modprobe.d/a.conf "install km* /bin/true"
	overrides "another bus_name in a file after ours" \
		/etc/modprobe.d/zz.conf "options dax_kmem policy=auto bus_name=dax_kmem"
	modprobe_is "... modprobe passes it to the driver" \
		"install /sbin/modprobe dax_kmem"$'\n'"bus_name=dax_kmem"
	overrides "another bus_name for dax-kmem" /etc/modprobe.d/zz.conf \
		"options dax-kmem bus_name=dax_kmem" "options dax_kmem bus_name=dax_kmem"
}

test_harmless() {
	ignores "an install line after ours" \
		/etc/modprobe.d/zz.conf "install kmem /bin/true"
	modprobe_is "... modprobe obeys ours" \
		"install /sbin/modprobe dax_kmem"$'\n'"bus_name=kmem"
	ignores "another bus_name in a file before ours" \
		/etc/modprobe.d/a.conf "options dax_kmem bus_name=dax_kmem"
	ignores "an option whose name only ends in bus_name" \
		/etc/modprobe.d/zz.conf "options dax_kmem not_bus_name=other"
	ignores "a line for another module" \
		/etc/modprobe.d/a.conf "blacklist kmem_other"
	ignores "a comment" /etc/modprobe.d/a.conf "# blacklist kmem"
	tree "a file of the same name in etc hides it"
	conf /lib/modprobe.d/a.conf "blacklist kmem"
	conf /etc/modprobe.d/a.conf "# nothing"
	status
	is "a file in /lib hidden by one in /etc is ignored" "$(overriding)$(uses)" dax_kmem
}

test_loaded() {
	tree "loaded by hand"
	conf /etc/modprobe.d/a.conf "install kmem /bin/true"
	mkdir -p "$root/sys/module/dax_kmem/parameters"
	echo kmem > "$root/sys/module/dax_kmem/parameters/bus_name"
	status
	is "daxctl uses a driver that is already loaded as kmem" "$(uses)" dax_kmem
	is "... and no step is printed" "$(grep '^next' <<< "$out")" ""
}

test_json() {
	tree "json"
	conf /etc/modprobe.d/a.conf "blacklist kmem"
	conf /etc/modprobe.d/a.conf "install kmem /bin/true"
	status --json
	like "JSON lists all lines" "${out//[[:space:]]/ }" \
		'"against": *\[ *"blacklist kmem", *"install kmem /bin/true" *\]'
	like "... and daxctl's driver is null" "$out" '"used": *null'
	fits "... and matches its schema" compat "$out"
}

test_overriding
test_harmless
test_loaded
test_json
finish
