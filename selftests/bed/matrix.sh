# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Reads the matrix. Source it after common.sh.

# shellcheck source=archive.sh
. "$bed/archive.sh"

# matrix_rows: "NAME ROLE DEBIAN PACKAGE SUITE..." of each kernel
matrix_rows() {
	sed 's/#.*//' "${BED_MATRIX:-$bed/matrix}" | awk 'NF'
}

# newest_release DEBIAN PACKAGE: the kernel that a headers meta package depends on today
newest_release() {
	local lists=$1 target=()

	is_own "$1" || lists=${1%-backports}-backports
	[[ $1 != *-backports ]] || target=(--target-release "$1")
	archive "$lists" apt-cache "${target[@]}" depends "$2" 2>/dev/null |
		sed -n 's/^ *Depends: linux-headers-\([0-9].*\)/\1/p' | head -n 1
}

# rows_of_kvers: "NAME ROLE KVER SUITE" of each kernel in KVERS, which has the oldest first
rows_of_kvers() {
	local kver rows n=0 role

	read -ra rows <<< "${KVERS//$'\n'/ }"
	for kver in "${rows[@]}"; do
		n=$((n + 1)) role=other
		[ $n -gt 1 ] || role=oldest
		[ $n -lt ${#rows[@]} ] || role=newest
		echo "$(cut -d. -f1,2 <<< "${kver%%-*}") $role $kver bookworm"
	done
}

# matrix_kernels: "NAME ROLE KVER SUITE..." of each kernel except the debug kernel; if KVERS
# is set, of its kernels
matrix_kernels() {
	local name role debian package suites kver

	# Set by check, so that a whole run uses the same kernels.
	[ -z "${BED_KERNELS:-}" ] || { echo "$BED_KERNELS"; return; }
	[ -z "${KVERS:-}" ] || { rows_of_kvers; return; }
	matrix_rows | while read -r name role debian package suites; do
		[ "$role" != debug ] || continue
		kver=$(newest_release "$debian" "$package")
		[ -z "$kver" ] || echo "$name $role $kver $suites"
	done
}

# own_kernels: the kernels of this machine's Debian release, without flavours; if KVERS is
# set, all of its kernels
own_kernels() {
	local name role kver debian package

	[ -z "${KVERS:-}" ] || { rows_of_kvers | cut -d' ' -f3; return; }
	matrix_rows | while read -r name role debian package _; do
		[ "$role" != flavour ] && is_own "$debian" || continue
		kver=$(awk -v n="$name" '$1 == n { print $3 }' <<< "${BED_KERNELS:-}")
		[ -n "$kver" ] || kver=$(newest_release "$debian" "$package")
		[ -z "$kver" ] || echo "$kver"
	done
}
