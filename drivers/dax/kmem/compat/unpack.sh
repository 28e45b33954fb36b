# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Extracts the kernel, which contains the BTF, from a bzImage. To be sourced.

# u32 FILE OFFSET
u32() {
	od -An -tu4 -j "$2" -N 4 "$1" | tr -d ' '
}

is_bzimage() {
	[ "$(od -An -tx1 -j 514 -N 4 "$1" | tr -d ' ')" = 48647253 ]
}

# unpack BZIMAGE: prints the decompressed payload of the x86 boot protocol
# (Documentation/arch/x86/boot.rst). The first bytes of the payload name the
# compression. Returns 1 if they are unknown.
unpack() {
	local sects at len magic
	sects=$(od -An -tu1 -j 497 -N 1 "$1" | tr -d ' ')
	at=$(( (sects + 1) * 512 + $(u32 "$1" 584) ))
	len=$(u32 "$1" 588)
	magic=$(od -An -tx1 -j "$at" -N 4 "$1" | tr -d ' ')
	case $magic in
	fd377a58) set -- "$1" xz -dc ;;
	28b52ffd) set -- "$1" zstd -dcq ;;
	1f8b*) set -- "$1" gzip -dc ;;
	*) return 1 ;;
	esac
	# The payload ends with the size of the kernel. Some tools report that
	# as trailing garbage after they have decompressed the kernel.
	tail -c "+$((at + 1))" "$1" | head -c "$len" | "${@:2}" 2>/dev/null
	return 0
}
