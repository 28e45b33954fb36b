#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The JSON schemas as shipped: each is valid, finds its shared definitions, accepts the
# tool's output and keys that a newer tool may have, and refuses wrong output. Each
# command that prints JSON has a schema.
# usage: test_schemas.sh [DAXKMEM]	SCHEMAS=DIR: the installed ones
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
dir=${SCHEMAS:-$schemas}
plan 19
new_tree
new_device dax0.0 100000000 ab
new_device dax1.0 200000000 cd
attach dax1.0 online_movable online_movable 1073741824 1073741824
new_device dax2.0 300000000 ef
attach dax2.0 online_movable online_movable 1073741824 1073741824
echo 0x200005000-0x200005fff > "$devices/dax1.0/dax_kmem/bad_pages"
put "$root/etc/daxkmem.d/a.conf" '[device "dax1.0"]'

# Adds a key to each object of standard input.
with_more() {
	jq 'walk(if type == "object" then .later = 1 else . end)'
}

# Replaces the name of each device with a number.
with_wrong_name() {
	jq 'walk(if type == "object" and has("chardev") then .chardev = 5 else . end)'
}

# judged TEXT WANTED SCHEMA JSON...: compares the result, "valid" or "invalid"
judged() {
	local errors files=() json

	! lacks python3-jsonschema jsonschema "$1" || return
	for json in "${@:4}"; do
		printf '%s\n' "$json" > "$work/instance${#files[@]}"
		files+=(-i "$work/instance${#files[@]}")
	done
	if errors=$(validate "$dir/$3.json" "${files[@]}"); then
		is "$1" valid "$2"
	elif grep -q "later\|Unresolvable\|RefResolution" <<< "$errors"; then
		fail "$1" "$(head -n 5 <<< "$errors")"
	else
		is "$1" invalid "$2"
	fi
}

# prints SCHEMA WORD...: a command's output is valid, also with one more key in each object
prints() {
	local schema=$1

	shift
	run "$@" --json
	lacks jq jq "$*: $schema" ||
		judged "$*: $schema" valid "$schema" "$out" "$(with_more <<< "$out")"
}

test_refs() {
	local f name wrong=""

	for f in "$dir"/*.json; do
		# shellcheck disable=SC2013
		for name in $(sed -n 's,.*"\$ref": "[a-z.]*#/definitions/\([a-z_]*\)".*,\1,p' "$f"); do
			grep -q "^    \"$name\": " "$dir/definitions.json" || wrong+=" $name in ${f##*/}"
		done
	done
	is "each shared definition exists" "$wrong" ""
	is "no schema forbids new keys" "$(grep -l '"additionalProperties": false' "$dir"/*.json)" ""
	is "no definition is duplicated" "$(cat "$dir"/*.json | grep -cF "dax[0-9]+")" 2
}

test_outputs() {
	prints list list --verbose
	prints device show dax1.0
	prints device state all
	prints plan plan dax0.0
	prints plan plan dax0.0 dax1.0
	prints map map
	prints bad bad list all
	prints apply apply --dry-run
	prints doctor doctor
	prints compat compat status
	prints settings show --keys
	run attach dax7.7 --json
	judged "an error: error" valid error "$err"
}

test_wrong() {
	run list --json
	judged "a wrong name is refused in a list" invalid list "$(with_wrong_name <<< "$out")"
	run state dax1.0 dax2.0 --json
	judged "... in a list of devices" invalid device "$(with_wrong_name <<< "$out")"
	run plan dax0.0 --json
	judged "... in a plan" invalid plan "$(with_wrong_name <<< "$out")"
	judged "a plan is not a device" invalid device "$out"
}

test_refs
test_outputs
test_wrong
finish
