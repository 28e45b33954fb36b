#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Numbers are parsed as a whole: "12abc" is not 12, in attributes, options and the
# configuration.
# usage: test_numbers.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
plan 93
new_tree
new_device dax1.0 200000000 bb
attach dax1.0 online_movable online_movable 1073741824 1073741824
bad_numbers=(12abc abc 1.5 0x10 -1 "1 2" 99999999999999999999 "")

# shown KEY: the value of a key in the JSON of dax1.0
shown() {
	run list dax1.0 --json
	sed -n "s/^ *\"$1\": *\([^,]*\),\{0,1\}$/\1/p" <<< "$out"
}

test_attributes() {
	local file word

	for file in size target_node; do
		is "list shows $file" "$(shown $file)" "$(< "$devices/dax1.0/$file")"
	done
	for word in "${bad_numbers[@]}"; do
		put "$devices/dax1.0/size" "$word"
		is "\"$word\" in size is not a number" "$(shown size)" null
		put "$devices/dax1.0/dax_kmem/plugged_size" "$word"
		is "... nor in plugged_size" "$(shown plugged_size)" null
	done
	put "$devices/dax1.0/size" 1073741824
	put "$devices/dax1.0/dax_kmem/plugged_size" 0
	is "0 is a number" "$(shown plugged_size)" 0
	put "$devices/dax1.0/dax_kmem/plugged_size" 9223372036854775807
	is "the largest number is a number" "$(shown plugged_size)" 9223372036854775807
	put "$devices/dax1.0/dax_kmem/plugged_size" 1073741824
}

test_options() {
	local word

	for word in "${bad_numbers[@]}" 0 2147483648; do
		run detach dax1.0 --timeout="$word"
		is "--timeout=$word: exit code" "$rc" 2
		like "... the error says why" "$err" "invalid --timeout '$word'"
	done
	for word in 12abc abc 1.5 "1 2" 1GB 1Gx 18446744073709551616 99999999999999999999 16E ""; do
		run resize dax1.0 "$word"
		is "resize \"$word\": exit code" "$rc" 2
	done
	is "... nothing was written" "$(attr dax1.0 requested_size) $(cat "$devices/dax1.0/state")" \
		"1073741824 online_movable"
}

# conf KEY VALUE
conf() {
	mkdir -p "$root/etc/daxkmem.d"
	printf '[device "dax1.0"]\n%s = %s\n' "$1" "$2" > "$root/etc/daxkmem.d/a.conf"
}

test_configuration() {
	local key word

	for key in node timeout size kernel-size; do
		for word in 12abc 1.5 -2 "1 2" 99999999999999999999; do
			conf $key "$word"
			run apply --dry-run
			is "$key = $word: exit code" "$rc" 1
			like "... the error names the line" "$err" "a.conf:2: cannot read the configuration"
		done
	done
	conf timeout 31536000
	says "the longest timeout" 3 "dax1.0: would change: timeout 31536000" apply --dry-run
	conf timeout 31536001
	run apply --dry-run
	is "a longer timeout fails" "$rc $out" "1 dax1.0: would fail: invalid section"
}

test_attributes
test_options
test_configuration
finish
