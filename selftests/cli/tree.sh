# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Functions that build small trees that look like /sys, and run the tool on them.

cli=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=${1:-$cli/../../tools/daxkmem/daxkmem}
# shellcheck source=../vm/tests/ktap.sh
. "$cli/../vm/tests/ktap.sh"

# shellcheck source=tool.sh
. "$cli/tool.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root"

# put FILE TEXT: writes the text to a file below $root
put() {
	local f=$root$1

	[ -d "${f%/*}" ] || mkdir -p "${f%/*}"
	printf '%s\n' "$2" > "$f"
}

# tree_device NAME SIZE NODE [DRIVER]
tree_device() {
	local d=/sys/bus/dax/devices/$1

	put "$d/size" "$2"
	[ -z "$3" ] || put "$d/target_node" "$3"
	[ -n "${4:-}" ] || return 0
	mkdir -p "$root/sys/bus/dax/drivers/$4"
	ln -s "../../drivers/$4" "$root$d/driver"
}

# tree_attached NAME STATE POLICY USABLE PLUGGED ONLINE LOST
tree_attached() {
	local d=/sys/bus/dax/devices/$1

	put "$d/state" "$2"
	put "$d/dax_kmem/policy" "$3"
	put "$d/dax_kmem/target_node" "$(cat "$root$d/target_node")"
	put "$d/dax_kmem/usable_size" "$4"
	put "$d/dax_kmem/requested_size" "$5"
	put "$d/dax_kmem/plugged_size" "$5"
	put "$d/dax_kmem/online_size" "$6"
	put "$d/dax_kmem/lost_size" "$7"
	put "$d/dax_kmem/withheld_size" 0
}

# tree_blocks NAME "memoryN STATE ZONE BAD"...
tree_blocks() {
	local f=$root/sys/bus/dax/devices/$1/dax_kmem/blocks line

	shift
	for line in "$@"; do
		# shellcheck disable=SC2086
		printf '%-19s %-10s %-8s %7s\n' $line
	done > "$f"
}

# run WORD...: sets rc, out and err
run() {
	"$tool" --sysroot "$root" "$@" > "$work/out" 2> "$work/err"
	rc=$?
	# shellcheck disable=SC2034
	out=$(< "$work/out") err=$(< "$work/err")
}

# findings CHECK: prints the findings of a check of doctor, each with its result
findings() {
	sed -n "s/^\([A-Z]*\) *$1  *\(.*\)/\1 \2/p" <<< "$out"
}
