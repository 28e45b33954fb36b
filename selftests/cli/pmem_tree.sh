# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Functions that build small trees with persistent memory that look like /sys. Sets tool from
# the test's first argument, and work, a directory that is removed when the test ends.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
# shellcheck source=json.sh
. "$here/json.sh"
tool=${1:-$here/../../tools/daxkmem/daxkmem}
# shellcheck source=tool.sh
. "$here/tool.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root
devices=$root/sys/bus/dax/devices
block=134217728

# put FILE TEXT
put() {
	[ -d "${1%/*}" ] || mkdir -p "${1%/*}"
	echo "$2" > "$1"
}

# new_tree: an empty tree with both drivers
new_tree() {
	local d f

	rm -rf "$root"
	mkdir -p "$root/proc"
	for d in device_dax dax_kmem; do
		for f in bind unbind new_id remove_id bind_unplugged; do
			put "$root/sys/bus/dax/drivers/$d/$f" ""
		done
	done
	put "$root/sys/devices/system/memory/block_size_bytes" 8000000
	mkdir -p "$devices"
}

# new_device NAME START [UUID]: 1 GiB at START (hexadecimal), bound to device_dax: a namespace of
# persistent memory, or soft-reserved memory if there is no UUID
new_device() {
	local n=${1#dax} up d

	n=${n%.*}
	up=devices/platform/hmem.$n
	[ -z "${3:-}" ] || up=devices/region$n/dax$n.1
	d=$root/sys/$up/$1
	mkdir -p "$d"
	ln -sfn "../../../$up/$1" "$devices/$1"
	put "$d/size" 1073741824
	put "$d/target_node" 1
	put "$d/uevent" ""
	put "$d/mapping0/start" "0x$2"
	put "$d/mapping0/end" "$(printf '%#x' $((16#$2 + 1073741824 - 1)))"
	ln -sfn "$root/sys/bus/dax/drivers/device_dax" "$d/driver"
	[ -n "${3:-}" ] || return
	put "$root/sys/$up/namespace" "namespace$n.0"
	put "$root/sys/$up/uuid" "$3"
	put "$root/sys/$up/../resource" "0x$2"
	: > "$root/sys/$up/../badblocks"
}

# bound NAME DRIVER
bound() {
	ln -sfn "$root/sys/bus/dax/drivers/$2" "$devices/$1/driver"
}

# attach NAME STATE POLICY PLUGGED ONLINE: binds the device to dax_kmem
attach() {
	local d=$devices/$1

	bound "$1" dax_kmem
	put "$d/state" "$2"
	put "$d/dax_kmem/policy" "$3"
	put "$d/dax_kmem/target_node" 1
	put "$d/dax_kmem/usable_size" 1073741824
	put "$d/dax_kmem/requested_size" "$4"
	put "$d/dax_kmem/plugged_size" "$4"
	put "$d/dax_kmem/online_size" "$5"
	put "$d/dax_kmem/lost_size" 0
	put "$d/dax_kmem/withheld_size" 0
	put "$d/dax_kmem/kernel_size" 0
	put "$d/dax_kmem/timeout" 0
	put "$d/dax_kmem/scrub_on_unplug" 0
	put "$d/dax_kmem/check_room" 1
	put "$d/dax_kmem/adistance" 576
	put "$d/dax_kmem/scrub" ""
	put "$d/dax_kmem/scrub_size" 0
	put "$d/dax_kmem/scrubbed_size" 0
	put "$d/dax_kmem/memmap_on_memory" auto
	put "$d/dax_kmem/memmap_location" elsewhere
	put "$d/dax_kmem/bad_policy" page
	: > "$d/dax_kmem/bad_pages"
	: > "$d/dax_kmem/blocks"
}

# attr NAME FILE
attr() {
	cat "$devices/$1/dax_kmem/$2"
}

# wrote NAME FILE VALUE: prints an error unless the file begins with the value. A write does
# not truncate a plain file, so an older value can follow.
wrote() {
	local was

	was=$(head -c ${#3} "$devices/$1/$2")
	[ "$was" = "$3" ] || echo "$2 has $was"
}

# snapshot: prints all files of the tree with their contents
snapshot() {
	find "$root" -type f -exec grep -H '' {} + | sort
}

# run WORD...: sets rc, out and err
run() {
	"$tool" --sysroot "$root" "$@" > "$work/out" 2> "$work/err"
	rc=$?
	out=$(< "$work/out") err=$(< "$work/err")
}

# says TEXT CODE OUT WORD...: checks the exit code and the whole output; there is no error
says() {
	local text=$1 want="$2 $3"

	shift 3
	run "$@"
	is "$text" "$rc $out$err" "$want"
}

# refuses TEXT CODE REGEX WORD...: checks the exit code and the error; there is no output
refuses() {
	local text=$1 code=$2 regex=$3

	shift 3
	run "$@"
	is "$text: exit code $code" "$rc" "$code"
	like "... the error says why" "$err" "$regex"
	is "... and stdout is empty" "$out" ""
}
