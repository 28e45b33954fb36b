#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A provisioner that is built on the library's public header: its lock excludes others, it refuses a device that is open, and
# undoes a bind whose next step fails.
# usage: test_library.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
# shellcheck source=locks.sh
. "$here/locks.sh"
lib=$here/../../tools/daxkmem/lib
plan 16
program=$work/library
mkdir "$work/include"
cp "$lib/libdaxkmem.h" "$work/include/"
# the shared one, where all is built
library=$lib/libdaxkmem.a
if [ -e "$lib/libdaxkmem.so.0.1.0" ]; then
	library=$work/libdaxkmem.so.0
	ln -s "$(readlink -f "$lib/libdaxkmem.so.0.1.0")" "$library"
	export LD_LIBRARY_PATH=$work
fi

new_machine() {
	new_tree
	new_device dax0.0 100000000 aa
}

# bound_to_us BAD_PAGES: dax_kmem has the device without memory; a write to bad_pages goes
# to that file
bound_to_us() {
	new_machine
	bound dax0.0 dax_kmem
	mkdir "$devices/dax0.0/dax_kmem"
	ln -s "$1" "$devices/dax0.0/dax_kmem/bad_pages"
	: > "$devices/dax0.0/state"
}

# library WORD...: sets rc and out
library() {
	out=$("$program" "$root" "$@" 2>&1)
	rc=$?
}

test_lock() {
	local first second i

	new_machine
	mkfifo "$work/in"
	"$program" "$root" lock dax0.0 < "$work/in" > "$work/first" &
	first=$!
	exec 8> "$work/in"
	for ((i = 0; i < 100; i++)); do
		grep -q locked "$work/first" && break
		sleep 0.1
	done
	"$program" "$root" lock uuid=aa < /dev/null > "$work/second" 8>&- &
	second=$!
	check "a second one waits" waits_for_lock $second
	is "... while the first one has the lock" "$(cat "$work/first" "$work/second")" locked
	exec 8>&-
	wait $first
	is "the first one ends" "$?" 0
	wait $second
	is "... and the second one has the lock" "$? $(< "$work/second")" "0 locked"
}

test_attach() {
	new_machine
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	library attach dax0.0
	is "a device that is open is refused" "$rc $out" "1 1 programs have it open"
	is "... and stays where it is" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	rm -r "$root/proc/77"
	library attach dax0.0
	like "one that is not is bound before anything is written" "$rc $out" "^1 write: ENOENT"
	is "... device_dax let it go, and dax_kmem took it without memory" \
		"$(cd "$root/sys/bus/dax/drivers" && cat device_dax/unbind dax_kmem/bind_unplugged)" \
		dax0.0dax0.0
	: > "$work/bad"
	bound_to_us "$work/bad"
	library attach dax0.0
	is "one that dax_kmem has is attached" "$rc $out" "0 attached"
	is "... it heard of the bad page" "$(< "$work/bad")" 0x100005000
	is "... and added memory" "$(cat "$devices/dax0.0/state")" online_movable
	bound_to_us /dev/full
	library attach dax0.0
	like "a page that is not taken fails it" "$rc $out" "^1 write: ENOSPC"
	is "... no memory is added" "$(cat "$devices/dax0.0/state")" ""
	is "... and it is let go" "$(< "$root/sys/bus/dax/drivers/dax_kmem/unbind")" dax0.0
	library attach dax7.0
	is "no such device" "$rc $out" "1 find: ENODEV"
}

check "a program compiles with the header alone" "${CC:-cc}" -D_GNU_SOURCE -Wall -Wextra -Werror \
	-I"$work/include" -o "$program" "$here/library.c" "$library"
test_lock
test_attach
finish
