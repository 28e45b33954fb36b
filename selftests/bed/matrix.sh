# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Reads the matrix. Source it after common.sh.

# matrix_rows: "NAME ROLE PACKAGE SUITE..." of each kernel
matrix_rows() {
	sed 's/#.*//' "${BED_MATRIX:-$bed/matrix}" | awk 'NF'
}

# newest_release PACKAGE: the kernel that a headers meta package depends on today
newest_release() {
	apt-cache depends "$1" 2>/dev/null |
		sed -n 's/^ *Depends: linux-headers-\([0-9].*\)/\1/p' | head -n 1
}

# matrix_kernels: "NAME ROLE KVER SUITE..." of each kernel that is no debug kernel;
# of KVERS, oldest first, where that is set
matrix_kernels() {
	local name role package suites kver rows n=0

	# as check found them for its whole run
	[ -z "${BED_KERNELS:-}" ] || { echo "$BED_KERNELS"; return; }
	if [ -n "${KVERS:-}" ]; then
		read -ra rows <<< "${KVERS//$'\n'/ }"
		for kver in "${rows[@]}"; do
			n=$((n + 1)) role=other
			[ $n -gt 1 ] || role=oldest
			[ $n -lt ${#rows[@]} ] || role=newest
			echo "$(cut -d. -f1,2 <<< "${kver%%-*}") $role $kver bookworm"
		done
		return
	fi
	matrix_rows | while read -r name role package suites; do
		[ "$role" != debug ] || continue
		kver=$(newest_release "$package")
		[ -z "$kver" ] || echo "$name $role $kver $suites"
	done
}
