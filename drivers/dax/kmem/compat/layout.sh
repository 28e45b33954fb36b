#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Writes what the BTF of the kernel that is built against says of the private dax
# structures, as static assertions that dax_abi.h includes: a module with other
# structures than its kernel does not compile. Kbuild calls this. Without BTF the
# file is empty, and says why.
# usage: layout.sh LAYOUT.H KVER KDIR [IMAGE...]
#   IMAGE: where else that kernel may be
set -u
compat=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=unpack.sh
. "$compat/unpack.sh"
to=$1 kver=$2 kdir=$3
shift 3

# Files that may have this kernel's BTF, best first.
candidates() {
	[ "$kver" != "$(uname -r)" ] || echo /sys/kernel/btf/vmlinux
	printf '%s\n' "$kdir/vmlinux" "$@" "/usr/lib/debug/boot/vmlinux-$kver" \
		"/usr/lib/debug/lib/modules/$kver/vmlinux" \
		"/boot/vmlinuz-$kver" "/lib/modules/$kver/vmlinuz"
}

# assertions FILE: of the structures in a vmlinux, a vmlinuz or raw BTF
assertions() {
	local from=$1

	if is_bzimage "$from"; then
		unpack "$from" > "$to.vmlinux" || return
		from=$to.vmlinux
	fi
	perl "$compat/btf-layout" "$from" "$1" dax_device_driver dev_dax dev_dax_range
}

found=""
while read -r file; do
	[ -r "$file" ] || continue
	assertions "$file" > "$to.body" 2> "$to.log" || continue
	found=$file
	break
done < <(candidates "$@")

{
	echo "/* SPDX-License-Identifier: GPL-2.0-only */"
	if [ -n "$found" ]; then
		echo "/* Made by compat/layout.sh from the BTF of $found. */"
		# sparse lays structures out by rules of its own
		echo "#ifndef __CHECKER__"
		cat "$to.body"
		echo "#endif"
	else
		echo "/* No BTF of $kver is at hand: dax_abi.h is not compared with it. */"
	fi
} > "$to.tmp"
[ -n "$found" ] ||
	echo "dax_kmem: no BTF of $kver is at hand, so the dax structures are not compared; install its image and perl, or see compat/check-btf" >&2
rm -f "$to.vmlinux" "$to.body" "$to.log"
mv "$to.tmp" "$to"
