# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The kernel proper inside a bzImage, where its BTF is. Source it.

# u32 FILE OFFSET
u32() {
	od -An -tu4 -j "$2" -N 4 "$1" | tr -d ' '
}

is_bzimage() {
	[ "$(od -An -tx1 -j 514 -N 4 "$1" | tr -d ' ')" = 48647253 ]
}

# unpack BZIMAGE: prints the "payload" of the x86 boot protocol
# (Documentation/arch/x86/boot.rst), which its first bytes tell how to unpack.
# Returns 1 if they are not known.
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
	# Behind the compressed kernel stands its size: trailing garbage to
	# some of the tools, which tell so after they have done their work.
	tail -c "+$((at + 1))" "$1" | head -c "$len" | "${@:2}" 2>/dev/null
	return 0
}
