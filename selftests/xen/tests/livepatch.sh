# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for live patches of the hypervisor. Source this file after lib.sh.

# build_id: prints that of the hypervisor
build_id() {
	xl info 2> /dev/null | awk '$1 == "build_id" { print $3 }'
}

# patches: prints the uploaded live patches and their states
patches() {
	xen-livepatch list | awk -F'[ |]+' 'NR > 2 { print $1, $2 }' | xargs
}

# overwrite FILE REGEX BYTES: BYTES, for printf, take the place of each string that matches
overwrite() {
	local at

	strings -n 4 -t d "$1" | awk -v r="$2" 'match($0, r) { print $1 + RSTART - index($0, $2) }' |
	while read -r at; do
		printf '%b' "$3" | dd of="$1" bs=1 seek="$at" conv=notrunc status=none
	done
}

# make_patch FILE OBJECT BUILD-ID: a live patch for the hypervisor with that build id
make_patch() {
	local i hex=""

	for ((i = 0; i < ${#3}; i += 2)); do
		hex+="\\x${3:i:2}"
	done
	cp "$2" "$1"
	overwrite "$1" "hypervisor.s id here" "$hex"
}
