# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions that the mutation tests share: they make a scratch copy of the tree, and build and
# run tests in it. Source it after set -u.

# shellcheck source=../bed/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../bed/common.sh"
here=$top/selftests/mutants

# A test of a mutant may loop forever.
TEST_SECONDS=${TEST_SECONDS:-300}

# copy_tree DIR: make or update a copy of the tree. An unchanged file keeps its time, so that
# objects in the copy stay valid.
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
	# Remove sources that no longer exist, so that they are not compiled.
	(cd "$1" && find . -path ./.cache -prune -o -type f -name '*.[ch]' -print) |
		while IFS= read -r f; do
			[ -e "$fresh/$f" ] || case $f in *.mod.c | */facts.h) ;; *) rm "$1/$f" ;; esac
		done
	rm -rf "$fresh"
}

# build_for TREE KIND/TEST: build what the test needs; nothing for vm tests
build_for() {
	case $2 in
	unit/*) make -s -C "$1/selftests/unit" CFLAGS="-O0 -g" "${2#unit/}" ;;
	cli/*) make -s -j "$(nproc)" -C "$1/tools/daxkmem" daxkmem ;;
	esac
}

# run_guest_test TREE TEST: build the modules of the tree, and run a test in a guest with the
# newest kernel or KVER. Prints TAP and returns the exit status of the test.
run_guest_test() {
	local tree=$1 test=$2 kver machine d

	kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
	machine=$(header "$tree/selftests/vm/tests/$test.sh" machines nvdimm)
	machine=${machine%% *}
	# Share kernels and saved guests with the tree, but not the mutant's modules.
	"$bed/template" "$kver" "$machine" > /dev/null || return
	for d in kernels headers templates userland times; do
		mkdir -p "$VM_CACHE/$d" "$tree/.cache"
		ln -sfn "$VM_CACHE/$d" "$tree/.cache/$d"
	done
	VM_CACHE=$tree/.cache "$tree/selftests/bed/test" "$kver" "$machine" "$test"
}

# run_test TREE KIND/TEST: run a test; prints TAP and returns its exit status
run_test() {
	local tree=$1 test=${2#*/}

	case $2 in
	unit/*) (cd "$tree/selftests/unit" && timeout "$TEST_SECONDS" "./$test") ;;
	cli/*) timeout "$TEST_SECONDS" bash "$tree/selftests/cli/$test.sh" ;;
	vm/*) run_guest_test "$tree" "$test" ;;
	esac
}
