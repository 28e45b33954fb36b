#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A provisioning program that is built with only the public header of the library. It attaches
# devices step by step, or by one call.
# usage: test_library.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
# shellcheck source=locks.sh
. "$here/locks.sh"
lib=$here/../../tools/daxkmem/lib
plan 71
program=$work/library
mkdir "$work/include"
cp "$lib/libdaxkmem.h" "$work/include/"
# use the shared library if it is built
library=$lib/libdaxkmem.a
if [ -e "$lib/libdaxkmem.so.0.1.0" ]; then
	library=$work/libdaxkmem.so.0
	ln -s "$(readlink -f "$lib/libdaxkmem.so.0.1.0")" "$library"
	export LD_LIBRARY_PATH=$work
fi

new_machine() {
	new_tree
	new_device dax0.0 100000000 aa
	mkdir -p "$root/dev"
}

# bound_unplugged BAD_PAGES: binds the device to dax_kmem without memory; bad_pages is a link
# to that file
bound_unplugged() {
	new_machine
	bound dax0.0 dax_kmem
	mkdir "$devices/dax0.0/dax_kmem"
	ln -s "$1" "$devices/dax0.0/dax_kmem/bad_pages"
	: > "$devices/dax0.0/state"
}

# compile PROGRAM SOURCE
# shellcheck disable=SC2317 # check calls it
compile() {
	local with=()

	[[ $library != *.a ]] || with=(-lkmod -lblkid -ludev -pthread)
	"${CC:-cc}" -D_GNU_SOURCE -Wall -Wextra -Werror -I"$work/include" -o "$1" "$2" "$library" "${with[@]}"
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
	check "a second process waits" waits_for_lock $second
	is "... while the first one has the lock" "$(cat "$work/first" "$work/second")" locked
	exec 8>&-
	wait $first
	is "the first process ends" "$?" 0
	wait $second
	is "... and the second one gets the lock" "$? $(< "$work/second")" "0 locked"
}

test_bind() {
	new_machine
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	library bind dax0.0
	is "bind refuses a device that is open" "$rc $out" "1 1 programs have it open"
	is "... which keeps its driver" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	rm -r "$root/proc/77"
	library bind dax0.0
	like "bind binds a device that is not open before it writes" "$rc $out" "^1 write: ENOENT"
	is "... from device_dax to dax_kmem, without memory" \
		"$(cd "$root/sys/bus/dax/drivers" && cat device_dax/unbind dax_kmem/bind_unplugged)" \
		dax0.0dax0.0
	: > "$work/bad"
	bound_unplugged "$work/bad"
	library bind dax0.0
	is "bind attaches a device that is bound to dax_kmem" "$rc $out" "0 attached"
	is "... and writes the bad page to the driver" "$(< "$work/bad")" 0x100005000
	is "... and adds the memory" "$(cat "$devices/dax0.0/state")" online_movable
	bound_unplugged /dev/full
	library bind dax0.0
	like "bind fails if the driver refuses the bad page" "$rc $out" "^1 write: ENOSPC"
	is "... no memory is added" "$(cat "$devices/dax0.0/state")" ""
	is "... and the device is unbound" "$(< "$root/sys/bus/dax/drivers/dax_kmem/unbind")" dax0.0
	library bind dax7.0
	is "bind fails for a missing device" "$rc $out" "1 find: ENODEV"
}

# unplugged NAME: binds the device to dax_kmem without memory, as a killed attach leaves it
unplugged() {
	attach "$1" unplugged online_movable 0 0
}

# field KEY: prints the value of a key in the error that the program printed
field() {
	sed -n "s/^$1: //p" <<< "$out"
}

test_attach() {
	new_machine
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	library attach dax0.0
	is "attach refuses a device that is open" "$rc $(field errno) $(field kind)" "1 16, returned 16 1"
	is "... the error names the object, the action and the cause" \
		"$(field object), $(field action): $(field cause)" "dax0.0, attach: process 77 has it open or mapped"
	like "... and the next step" "$(field next)" "^end the processes that use it"
	is "... the device keeps its driver" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
	library attach dax0.0 node=900
	is "attach refuses an open device with an impossible node" "$(field cause)" "process 77 has it open or mapped"
	rm -r "$root/proc/77"
	put "$root/sys/devices/system/node/possible" 0-3
	library attach dax0.0 node=900
	is "attach refuses an impossible node before it unbinds the device" "$(field cause) $(< "$root/sys/bus/dax/drivers/device_dax/unbind")" \
		"node 900 is not possible on this machine "
	library attach dax0.0 policy=best
	is "... and an invalid policy" "$rc $out" "1 policy: EINVAL"
	library attach dax0.0 colour=red
	is "... and an unknown setting" "$rc $out" "1 colour: ENOENT"
	dd if=/dev/zero of="$root/dev/dax0.0" bs=1M count=2 status=none
	printf 'LUKS\272\276\0\1' | dd of="$root/dev/dax0.0" conv=notrunc status=none
	library attach dax0.0
	is "attach refuses a device with a signature" "$(field errno)" "17, returned 17"
	like "... and names it" "$(field cause)" "the device contains crypto_LUKS, which would be overwritten"
	rm "$root/dev/dax0.0"
	unplugged dax0.0
	library attach dax0.0 timeout=7 size=256M
	is "attach succeeds" "$rc $(tail -n 1 <<< "$out")" "0 done"
	is "... with the settings" "$(attr dax0.0 timeout)" 7
	is "... and the size" "$(wrote dax0.0 dax_kmem/requested_size 268435456)" ""
	is "... and calls the progress hook before and after the long write" "$(grep -c 'attaching dax0.0 to 268435456' <<< "$out") $(head -n 1 <<< "$out")" \
		"2 begins attaching dax0.0 to 268435456"
	unplugged dax0.0
	library attach dax0.0 stop
	is "a request to stop ends attach" "$(field errno) $(field cause)" "4, returned 4 interrupted by a signal"
	is "... before any memory is added" "$(attr dax0.0 requested_size)" 0
}

test_plan() {
	new_machine
	library plan dax0.0 policy=online size=256M
	is "a plan shows what attach would do" "$rc $(head -n 1 <<< "$out")" "0 node 1, 2 blocks, 268435456 bytes, policy online"
	is "... without a fatal conflict" "$(grep -c ^fatal: <<< "$out") $(tail -n 1 <<< "$out")" "0 done"
	mkdir -p "$root/proc/77/fd"
	ln -s /dev/dax0.0 "$root/proc/77/fd/3"
	library plan dax0.0 size=4G
	is "... or what would prevent it" "$(grep ^fatal: <<< "$out" | sort)" \
		"fatal: a process has it open or mapped: 77
fatal: size 4G is more than the 1G that can be memory; choose at most 1G"
	is "... and that it would fail" "$(tail -n 1 <<< "$out")" already
	is "... and changes nothing" "$(< "$root/sys/bus/dax/drivers/device_dax/unbind")" ""
}

test_ledger() {
	new_machine
	unplugged dax0.0
	library bad dax0.0 0x100005000 0x100006000
	is "bad adds a page" "$rc $out" "0 done"
	is "... to the driver's list" "$(attr dax0.0 bad_pages)" 0x0000000100005000-0x0000000100005fff
	is "... and to the ledger" "$(grep -v '^#' "$root/var/lib/daxkmem/aa.bad" | cut -d' ' -f1)" 0x0000000000005000-0x0000000000005fff
	: > "$devices/dax0.0/dax_kmem/bad_pages"
	library attach dax0.0
	is "attach writes the ledger to the driver before any memory" "$rc $(attr dax0.0 bad_pages)" \
		"0 0x0000000100005000-0x0000000100005fff"
	library bad dax0.0 0x5000 0x6000
	is "a page outside of the device is refused" "$rc $(field errno)" "1 34, returned 34"
	ln -sf /dev/null "$devices/dax0.0/dax_kmem/bad_pages"
	library forget dax0.0
	is "forget removes all bad pages" "$rc $(ls "$root/var/lib/daxkmem")" "0 "
	rm "$devices/dax0.0/dax_kmem/bad_pages"
	ln -s /dev/full "$devices/dax0.0/dax_kmem/bad_pages"
	mkdir -p "$root/var/lib/daxkmem"
	echo 0x5000-0x5fff > "$root/var/lib/daxkmem/aa.bad"
	unplugged dax0.0
	rm "$devices/dax0.0/dax_kmem/bad_pages"
	ln -s /dev/full "$devices/dax0.0/dax_kmem/bad_pages"
	library attach dax0.0
	like "attach fails if the driver does not accept a bad page" "$(field cause)" "did not accept bad pages: No space left"
	is "... and no memory is added" "$(attr dax0.0 requested_size)$(wrote dax0.0 state unplugged)" 0
}

test_changes() {
	new_machine
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	library attach dax0.0 policy=online_movable
	is "attach with the same settings changes nothing" "$rc $out" "0 already"
	library attach dax0.0 policy=offline
	is "... with other settings it is refused" "$rc $(field cause)" "1 already attached with policy online_movable"
	is "... the next step is a command that changes them" "$(field next)" "daxkmem set dax0.0 policy=offline"
	library set dax0.0 policy=offline timeout=9
	is "set writes the settings" "$rc $(wrote dax0.0 dax_kmem/policy offline)$(attr dax0.0 timeout)" "0 9"
	library settings dax0.0
	is "settings are read" "$(grep -E '^(timeout|scrub|hugepages)=' <<< "$out" | tr '\n' ' ')" \
		"timeout=9 scrub=0 hugepages=ENOENT "
	library resize dax0.0 134217728
	is "resize writes requested_size" "$rc $(wrote dax0.0 dax_kmem/requested_size 134217728)" "0 "
	library resize dax0.0 1000
	is "... and refuses a partial block" "$(field kind) $(field next)" "2 daxkmem resize dax0.0 0"
	library state dax0.0 offline
	is "a state that cannot be written is refused" "$(field kind)" 2
	library state dax0.0 online_kernel
	is "state writes a valid state" "$rc $(wrote dax0.0 state online_kernel)" "0 "
	library scrub dax0.0
	is "a plugged device is not scrubbed" "$(field errno) $(field cause)" "16, returned 16 in use as memory"
	unplugged dax0.0
	library scrub dax0.0
	is "an unplugged device is scrubbed" "$rc $(head -n 1 <<< "$out") $(attr dax0.0 scrub)" "0 begins scrubbing dax0.0 to -1 1"
}

test_detach() {
	new_machine
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	echo 0x100005000-0x100005fff > "$devices/dax0.0/dax_kmem/bad_pages"
	library detach dax0.0
	is "detach unplugs the memory" "$(wrote dax0.0 state unplugged)" ""
	is "... after saving the bad pages" "$(grep -v '^#' "$root/var/lib/daxkmem/aa.bad" | cut -d' ' -f1)" 0x0000000000005000-0x0000000000005fff
	is "... and unbinds the device" "$(< "$root/sys/bus/dax/drivers/dax_kmem/unbind")" dax0.0
	new_machine
	library detach dax0.0
	is "detach of a device that is bound to device_dax changes nothing" "$rc $out" "0 already"
	attach dax0.0 online_movable online_movable 1073741824 1073741824
	ln -sf /dev/full "$devices/dax0.0/state"
	put "$devices/dax0.0/dax_kmem/failure" "$(printf '%s\n' step=offline block=memory34 errno=28 kept=pinned \
		zone=Movable used=8192 pinned=4096)"
	library detach dax0.0
	is "a failed detach is explained by the driver's failure attribute" "$(field obstacle)" "memory34, zone Movable: 4K in it is pinned"
	is "... which the error contains" "$(field failure)" step=offline
	is "... the device stays attached" "$(< "$root/sys/bus/dax/drivers/dax_kmem/unbind")" ""
	library detach dax7.0
	is "detach fails for a missing device" "$rc $out" "1 find: ENODEV"
}

test_references() {
	new_machine
	new_device dax1.0 200000000 bb
	new_device dax2.0 300000000 cc
	library list dax1.0
	is "a loop can be left early, and a device can outlive its context" "$rc $(tr '\n' ' ' <<< "$out")" \
		"0 dax0.0 dax1.0 kept dax1.0 "
	library list dax9.0
	is "a loop visits all devices" "$rc $(tr '\n' ' ' <<< "$out")" "1 dax0.0 dax1.0 dax2.0 "
}

test_events() {
	new_machine
	library events 7
	is "a directory tree has no events" "$rc $out" "1 events_new: EOPNOTSUPP"
	out=$("$program" "" events 1 2>&1)
	is "events of the running system can be read without waiting" "$? $out" $'0 listening: 1\nevents: 0'
	out=$("$program" "" events 0 2>&1)
	is "... an empty set of events is refused" "$? $out" "1 events_new: EINVAL"
	out=$("$program" "" events 8 2>&1)
	is "... and so is an unknown event" "$? $out" "1 events_new: EINVAL"
}

check "a program compiles with only the public header" compile "$program" "$here/library.c"
awk '/^```$/ { on = !on; next } on' "$here/../../Documentation/libdaxkmem.3.scd" > "$work/example.c"
check "... and so does the example of libdaxkmem(3)" compile "$work/example" "$work/example.c"
test_lock
test_bind
test_attach
test_plan
test_ledger
test_changes
test_detach
test_references
test_events
finish
