# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions that the scripts of the test bed share. Source it after set -u.

bed=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$bed/../.." && pwd)
vm_tests=$top/selftests/vm/tests
xen_tests=$top/selftests/xen/tests
VM_CACHE=${VM_CACHE:-$top/.cache}
# Debian's PATH for users lacks depmod, modinfo and modprobe.
PATH=$PATH:/usr/sbin:/sbin
# Do not pass the options of a calling make to other makes.
unset MAKEFLAGS MAKEOVERRIDES MAKELEVEL

die() {
	echo "${0##*/}: $1" >&2
	exit "${2:-1}"
}

# Print the usage lines of the script's header comment.
usage() {
	sed -n '2,/^set -u/{s/^# \(usage:.*\)/\1/p;s/^#\(\t.*\)/\1/p}' "$0" >&2
	exit 2
}

# is_debug KVER: true for the kernel that debug-kernel builds
is_debug() {
	[[ $1 == *-debug ]]
}

# header FILE WORD [DEFAULT]: the value of a "# WORD: value" line of a test
header() {
	local value

	value=$(sed -n "s/^# $2: //p" "$1" | head -n 1)
	echo "${value:-${3:-}}"
}

# need TOOL PACKAGE: skip if the tool is missing; in CI, fail. For scripts that print TAP.
need() {
	command -v "$1" > /dev/null && return
	if [ -n "${CI:-}" ]; then
		echo "Bail out! $1 is missing (package $2)"
		exit 1
	fi
	echo "1..0 # SKIP $1 is missing; install $2"
	exit 0
}

# sum_of COMMAND...: the first 16 hexadecimal digits of the SHA-256 of its output
sum_of() {
	local sum

	sum=$("$@" | sha256sum)
	echo "${sum:0:16}"
}

# locked NAME: take a lock and hold it until this process ends. Close descriptor 9 in
# children that outlive the process.
locked() {
	mkdir -p "$VM_CACHE/locks"
	exec 9> "$VM_CACHE/locks/${1//\//_}"
	flock 9
}

# Names of all source files, each terminated by a NUL: the files that git tracks or would
# add, or all files of an unpacked archive.
sources() {
	cd "$top" || return
	if git rev-parse --git-dir > /dev/null 2>&1; then
		git ls-files -z --cached --others --exclude-standard |
			while IFS= read -r -d '' f; do
				[ ! -e "$f" ] || printf '%s\0' "$f"
			done
	else
		find . -path ./.cache -prune -o -type f \
			! -name '*.o' ! -name '*.ko' -print0
	fi
}
