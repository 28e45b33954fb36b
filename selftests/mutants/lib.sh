# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the mutation tests share: a scratch copy of the tree, and how the tests
# of each kind are built and run in it. Source it after set -u.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
VM_CACHE=${VM_CACHE:-$top/.cache}
PATH=$PATH:/usr/sbin:/sbin

# A test of a mutant may loop forever.
TEST_SECONDS=${TEST_SECONDS:-300}

die() {
	echo "${0##*/}: $1" >&2
	exit "${2:-1}"
}

# What git tracks or would track; in an unpacked archive, what is there.
list_files() {
	if git -C "$top" rev-parse --git-dir > /dev/null 2>&1; then
		git -C "$top" ls-files --cached --others --exclude-standard -z |
			while IFS= read -r -d '' f; do
				[ ! -f "$top/$f" ] || printf '%s\0' "$f"
			done
	else
		(cd "$top" && find . -path ./.cache -prune -o -type f -print0)
	fi
}

# copy_tree DIR: makes or refreshes a copy of the tree. A file that did not
# change keeps its time, so that what was built in the copy stays good.
copy_tree() {
	local f fresh=$1.fresh

	rm -rf "$fresh"
	mkdir -p "$fresh" "$1"
	list_files | tar -C "$top" --null -T - -cf - | tar -C "$fresh" -xf - ||
		die "the tree cannot be copied to $fresh"
	(cd "$fresh" && find . -type f -print0) | while IFS= read -r -d '' f; do
		cmp -s "$fresh/$f" "$1/$f" && continue
		mkdir -p "$1/${f%/*}"
		cp -p --remove-destination "$fresh/$f" "$1/$f"
		touch "$1/$f"
	done
	# Sources that are gone must not be compiled.
	(cd "$1" && find . -path ./.cache -prune -o -type f -name '*.[ch]' -print) |
		while IFS= read -r f; do
			[ -e "$fresh/$f" ] || case $f in *.mod.c | */facts.h) ;; *) rm "$1/$f" ;; esac
		done
	rm -rf "$fresh"
}

# build_for TREE KIND/TEST: builds what the test needs, for vm tests nothing
build_for() {
	case $2 in
	unit/*) make -s -C "$1/selftests/unit" CFLAGS="-O0 -g" "${2#unit/}" ;;
	cli/*) make -s -j "$(nproc)" -C "$1/tools/daxkmem" daxkmem ;;
	esac
}

# run_guest_test TREE TEST: builds the modules of the tree and runs a test in a
# guest of the newest kernel, or of KVER. Prints TAP; fails like prove.
run_guest_test() {
	local tree=$1 test=$2 kver guests cache

	kver=${KVER:-$("$top/selftests/vm/kernel" --list | tail -n 1)}
	# Kernels and headers are shared, the mutant's modules are not.
	cache=$tree/.cache
	mkdir -p "$cache" "$VM_CACHE/kernels" "$VM_CACHE/headers"
	"$top/selftests/vm/kernel" "$kver" > /dev/null &&
		"$top/selftests/vm/headers" "$kver" > /dev/null || return
	ln -sfn "$VM_CACHE/kernels" "$cache/kernels"
	ln -sfn "$VM_CACHE/headers" "$cache/headers"
	guests=$(sed -n 's/^# guests: //p' "$tree/selftests/vm/tests/$test.sh")
	guests=${guests:-nvdimm}
	VM_CACHE=$cache "$tree/selftests/vm/build" "$kver" || return
	make -s -j "$(nproc)" -C "$tree/tools/daxkmem" daxkmem || return
	VM_CACHE=$cache "$tree/selftests/vm/run" test "$kver" \
		"${guests%% *}" "^$test\$"
}

# run_test TREE KIND/TEST: prints TAP; fails like prove
run_test() {
	local tree=$1 test=${2#*/}

	case $2 in
	unit/*) (cd "$tree/selftests/unit" && timeout "$TEST_SECONDS" "./$test") ;;
	cli/*) timeout "$TEST_SECONDS" bash "$tree/selftests/cli/$test.sh" ;;
	vm/*) run_guest_test "$tree" "$test" ;;
	esac
}
