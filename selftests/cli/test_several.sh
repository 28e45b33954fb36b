#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Commands on several devices, or all: a result for each device, one array as JSON, and an exit
# code that tells whether all succeeded. The output for a single device stays the same.
# usage: test_several.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 80
new_tree
new_device dax0.0 100000000 ab
new_device dax1.0 200000000 cd
attach dax1.0 online_movable online_movable 1073741824 1073741824
new_device dax2.0 300000000 ef
attach dax2.0 unplugged online 0 0
new_device dax3.0 400000000

# array TEXT DEVICE...: the output is one array of objects with these names
array() {
	local text=$1

	shift
	lacks jq jq "$text" || is "$text" "$(jq -c 'map(.chardev)' <<< "$out" 2>&1)" \
		"$(jq -nc '$ARGS.positional' --args "$@")"
}

test_state() {
	says "state of two devices" 0 "dax1.0: online_movable
dax2.0: unplugged" state dax1.0 dax2.0
	says "... of all attached devices" 0 "dax1.0: online_movable
dax2.0: unplugged" state all
	says "... of one" 0 unplugged state dax2.0
	run state dax1.0 dax2.0 --json
	array "... as JSON" dax1.0 dax2.0
	fits_each "... of devices" device "$(jq -c '.[]' <<< "$out")"
	run state dax2.0 dax0.0
	is "if one of two is not attached, the exit code is 64" "$rc $out" "64 dax2.0: unplugged"
	like "... and is reported" "$err" "^daxkmem: dax0.0: cannot read the state: not attached"
	run state dax0.0 dax3.0
	is "if neither is attached, it is 1" "$rc $(grep -c ": not attached" <<< "$err")" "1 2"
	refuses "one of two does not exist" 1 "dax7.7: .*no such device" state dax1.0 dax7.7
	run state all bogus
	is "an invalid state" "$rc" 2
	run state dax1.0 dax2.0 unplugged
	is "state changes two devices" "$rc $(grep -c '^dax[12].0: unplugged' <<< "$out")" "0 2"
	is "... and writes both" "$(wrote dax1.0 state unplugged)$(wrote dax2.0 state unplugged)" ""
	echo online_movable > "$devices/dax1.0/state"
}

test_show() {
	says "show of two devices" 0 "dax1.0: online_movable
dax2.0: online" show dax1.0 dax2.0 policy
	says "... of all" 0 "dax1.0: yes
dax2.0: yes" show all check-room
	run show dax1.0 dax2.0
	is "... prints a table for each" "$rc $(grep -cE '^(dax[12].0:|policy .*|)$' <<< "$out")" "0 5"
	run show dax1.0 dax2.0 policy --json
	array "... as JSON" dax1.0 dax2.0
	run show all colour
	is "an unknown setting is refused once" "$rc $(grep -c "unknown setting" <<< "$err")" "2 1"
	run show dax2.0 dax0.0 policy
	is "one of two is not attached" "$rc $out" "64 dax2.0: online"
}

test_set() {
	says "set of two devices" 0 "dax1.0: timeout 5, scrub yes
dax2.0: timeout 5, scrub yes" set dax1.0 uuid=ef timeout=5 scrub=yes
	is "... writes both" "$(attr dax1.0 timeout) $(attr dax2.0 timeout)" "5 5"
	says "... of all" 0 "dax1.0: timeout 7
dax2.0: timeout 7" set all timeout=7
	run set dax1.0 dax2.0 node=2
	is "if one of two fails, the exit code is 64" "$rc $out" "64 dax2.0: node 2"
	refuses "set without a setting" 2 "set: missing KEY=VALUE" set dax1.0 dax2.0
	run set all timeout=8 --json
	array "... as JSON" dax1.0 dax2.0
	run set dax1.0 timeout=8 --json
	fields "... of one device: an object" "$out" '"dax1.0" 8' chardev timeout
	run set dax1.0 all dax1.0 timeout=9
	is "a device that is named twice is changed once" "$rc $(grep -c '^dax1.0' <<< "$out")" "0 1"
}

test_resize() {
	echo 536870912 > "$devices/dax2.0/dax_kmem/plugged_size"
	says "resize of two devices" 0 "dax1.0: 1G of 1G is now memory
dax2.0: 512M of 1G is now memory" resize dax1.0 dax2.0 512M
	is "... writes both" "$(wrote dax1.0 dax_kmem/requested_size 536870912)$(wrote dax2.0 dax_kmem/requested_size 536870912)" ""
	run resize dax1.0 dax2.0 +512M
	is "if one of two cannot grow, the exit code is 64" "$rc $out" "64 dax2.0: 512M of 1G is now memory"
	like "... and is reported" "$err" "dax1.0: .*1G of it can be memory"
	run resize all lots
	is "an invalid size is refused once" "$rc $(grep -c "not a size" <<< "$err")" "2 1"
	run resize all 0 --json
	array "... as JSON" dax1.0 dax2.0
	echo 0 > "$devices/dax2.0/dax_kmem/plugged_size"
}

test_plan() {
	run plan dax0.0 dax3.0
	is "plan of two devices" "$rc $(grep -c 'would be attached:' <<< "$out")" "0 2"
	is "... with a line between them" "$(grep -c '^$' <<< "$out")" 1
	run plan dax0.0 dax3.0 --json
	array "... as JSON" dax0.0 dax3.0
	fits_each "... each matches its schema" plan "$(jq -c '.[]' <<< "$out")"
	new_device dax4.0 500000000
	bound dax4.0 kmem
	run plan dax0.0 dax4.0
	is "if one of two could not be attached, the exit code is 64" "$rc $(grep -c 'IN THE WAY' <<< "$out")" "64 1"
	rm "$devices/dax4.0"
	run plan dax1.0
	like "plan of an attached device" "$rc $out" "^0 .*Note: already attached, and would stay unchanged"
	run plan dax2.0
	like "plan of a device that is bound without memory" "$rc $out" "^0 .*Note: already bound to dax_kmem, without memory"
	refuses "plan refuses all, as attach does" 2 "all: .*not the name" plan all
}

test_list() {
	run list --noheadings --raw --output device dax3.0 region=region0 dax3.0
	is "list prints each device once" "$rc $out" $'0 dax3.0\ndax0.0'
	run list all --json
	array "... all" dax0.0 dax1.0 dax2.0 dax3.0
	is "... as without arguments" "$out" "$("$tool" --sysroot "$root" list --json)"
	run list all dax7.7
	is "... and one that does not exist" "$rc $(grep -c ^dax <<< "$out")" "1 4"
}

test_map() {
	run map dax1.0 dax2.0 --json
	shows "map of two devices is one picture" "$out" '[.nodes[].devices[].chardev]' '["dax1.0","dax2.0"]'
	fits "... that matches its schema" map "$out"
	is "map all is the same as map" "$("$tool" --sysroot "$root" map all)" "$("$tool" --sysroot "$root" map)"
	refuses "map with a device that does not exist" 1 "dax7.7: .*no such device" map dax1.0 dax7.7
}

test_bad() {
	echo 0x200005000-0x200005fff > "$devices/dax1.0/dax_kmem/bad_pages"
	echo 0x300007000-0x300007fff > "$devices/dax2.0/dax_kmem/bad_pages"
	run bad list dax1.0 dax2.0
	like "bad list of two devices" "$rc $out" "^0 dax1.0:"$'\n'"START .*"$'\n'"0x0000000200005000 .*"$'\n\n'"dax2.0:"$'\n'"START .*"$'\n'"0x0000000300007000 [^"$'\n'"]*$"
	run bad list all --json
	array "... of all, as JSON" dax1.0 dax2.0
	fits "... that matches its schema" bad "$out"
	shows "... and names the device of each range" "$out" '[.[] | .chardev, .start]' \
		'["dax1.0","0x0000000200005000","dax2.0","0x0000000300007000"]'
	run bad list dax1.0 --json
	shows "... of one: without its name" "$out" '.[0].chardev' null
	says "bad save of two devices" 0 "dax1.0: bad pages saved
dax2.0: bad pages saved" bad save dax1.0 dax2.0
	is "... writes two ledgers" "$(find "$root/var/lib/daxkmem" -name '*.bad' | wc -l)" 2
	refuses "bad save --watch takes one device" 2 "unexpected argument 'dax2.0'" bad save --watch dax1.0 dax2.0
	refuses "bad export takes one device" 2 "unexpected argument 'dax2.0'" bad export dax1.0 dax2.0
}

test_scrub() {
	says "scrub of one device" 0 "dax2.0: overwritten with zeros" scrub dax2.0
	run scrub dax2.0 dax1.0
	is "if one of two is in use as memory, the exit code is 64" "$rc $out" "64 dax2.0: overwritten with zeros"
	refuses "scrub refuses all" 2 "all: .*not the name" scrub all
}

# attach and detach follow the same rules.
test_attach_detach() {
	run attach dax1.0 dax2.0 --json
	array "attach as JSON" dax1.0 dax2.0
	run detach dax0.0 dax3.0 --json
	array "detach as JSON" dax0.0 dax3.0
	run detach dax0.0 --json
	fields "... of one device: an object" "$out" '"dax0.0"' chardev
	rm -r "$devices"/dax[12].0/{state,dax_kmem}
	bound dax1.0 device_dax
	bound dax2.0 device_dax
	run detach all --json
	is "... of no device: an empty array" "$rc $(tr -d '[:space:]' <<< "$out")" "0 []"
	says "... or no output without --json" 0 "" detach all
	says "... and so for state" 0 "" state all
}

test_state
test_show
test_set
test_resize
test_plan
test_list
test_map
test_bad
test_scrub
test_attach_detach
finish
