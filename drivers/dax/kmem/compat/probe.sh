#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Compiles each probe as the kernel compiles a module and writes what it found
# as macros: probes/has_x.c that compiles becomes DK_HAS_X. Kbuild calls this,
# with the compiler, its flags and srctree in the environment.
# usage: probe.sh FACTS.H
set -u
: "${srctree:?is set by Kbuild}"

facts=$1
here=$(dirname "$0")/probes

compiles() {
	# The flags are lists of words; splitting them is what is meant.
	# shellcheck disable=SC2086
	$CC $NOSTDINC_FLAGS $LINUXINCLUDE $KBUILD_CPPFLAGS $KBUILD_CFLAGS \
		-include "$srctree/include/linux/compiler_types.h" \
		$KBUILD_CFLAGS_MODULE -DKBUILD_MODNAME='"probe"' -Wno-error \
		-Werror=incompatible-pointer-types \
		-Werror=implicit-function-declaration \
		-c -o "$facts.o" "$1" 2>"$facts.log"
}

fail() {
	echo "dax_kmem: $1" >&2
	cat "$facts.log" >&2
	rm -f "$facts.o" "$facts.log"
	exit 1
}

compiles "$here/sane.c" ||
	fail "the kernel headers in $srctree do not compile; install them again"

{
	echo "/* SPDX-License-Identifier: GPL-2.0-only */"
	echo "/* Made by compat/probe.sh for the kernel that is built against. */"
	for probe in "$here"/*.c; do
		name=$(basename "$probe" .c)
		[ "$name" = sane ] && continue
		compiles "$probe" || continue
		echo "#define DK_$(echo "$name" | tr '[:lower:]' '[:upper:]') 1"
	done
} > "$facts.tmp"

rm -f "$facts.o" "$facts.log"
mv "$facts.tmp" "$facts"
