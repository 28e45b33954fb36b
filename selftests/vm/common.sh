# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What all the host side scripts share. Source it after set -u.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
VM_CACHE=${VM_CACHE:-$top/.cache}
# Debian gives users a PATH without depmod, modinfo and modprobe.
PATH=$PATH:/usr/sbin:/sbin

die() {
	echo "${0##*/}: $1" >&2
	exit "${2:-1}"
}

# The kernel that debug-kernel makes? It is several times slower than others.
is_debug() {
	[[ $1 == *-debug ]]
}

# A missing tool is a skip for a user and a failure in CI. For what prints TAP.
# need TOOL PACKAGE
need() {
	command -v "$1" >/dev/null && return
	if [ -n "${CI:-}" ]; then
		echo "Bail out! $1 is missing (package $2)"
		exit 1
	fi
	echo "1..0 # SKIP $1 is missing; install $2"
	exit 0
}
