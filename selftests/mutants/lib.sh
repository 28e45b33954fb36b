# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the mutation tests share: a scratch copy of the tree, and how the tests
# of each kind are built and run in it. Source it after set -u.

# shellcheck source=../bed/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../bed/common.sh"
here=$top/selftests/mutants

# A test of a mutant may loop forever.
TEST_SECONDS=${TEST_SECONDS:-300}

# copy_tree DIR: makes or refreshes a copy of the tree. A file that did not
# change keeps its time, so that what was built in the copy stays good.
copy_tree() {
	local f fresh=$1.fresh

	rm -rf "$fresh"
	mkdir -p "$fresh" "$1"
	sources | tar -C "$top" --null -T - -cf - | tar -C "$fresh" -xf - ||
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
	local tree=$1 test=$2 kver machine d

	kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
	machine=$(header "$tree/selftests/vm/tests/$test.sh" machines nvdimm)
	machine=${machine%% *}
	# Kernels and saved guests are shared, the mutant's modules are not.
	"$bed/template" "$kver" "$machine" > /dev/null || return
	for d in kernels headers templates userland times; do
		mkdir -p "$VM_CACHE/$d" "$tree/.cache"
		ln -sfn "$VM_CACHE/$d" "$tree/.cache/$d"
	done
	VM_CACHE=$tree/.cache "$tree/selftests/bed/test" "$kver" "$machine" "$test"
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
