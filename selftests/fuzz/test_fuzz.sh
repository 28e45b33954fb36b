#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs each fuzzer for FUZZ_SECONDS (5), starting with the recorded tables and SEED.
# usage: test_fuzz.sh
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../vm/tests/ktap.sh
. "$here/../vm/tests/ktap.sh"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# lacking WHAT: skip; in CI, fail
lacking() {
	if [ -n "${CI:-}" ]; then
		echo "1..1"
		echo "not ok 1 - $1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

clang=$(command -v clang || command -v clang-14) || lacking "clang is missing"
# The runtime is in a separate package.
echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void) { return 0; }' |
	"$clang" -fsanitize=fuzzer,address -x c -o "$work/probe" - > /dev/null 2>&1 ||
	lacking "clang's libFuzzer is missing (libclang-rt-14-dev)"

fuzzers=("$here"/fuzz_*.c)
plan ${#fuzzers[@]}

# seeds NAME: make the initial inputs of a fuzzer
seeds() {
	mkdir -p "$work/$1"
	case $1 in
	hmat) cp "$here"/../unit/tables/HMAT.* "$work/$1/" ;;
	cdat) cp "$here"/../unit/tables/CDAT.* "$work/$1/" ;;
	health) printf '\x5\x0\x6\x61\x37\x0%012d' 0 > "$work/$1/a" ;;
	srat) cp "$here"/../unit/tables/SRAT.* "$work/$1/" ;;
	config) printf '[device "uuid=aa"]\npolicy = online\nsize = 2G\nscrub = yes\n' \
		> "$work/$1/a" ;;
	bad)
		printf '\x200x140000000 -0x140005000-0x140006fff\n' > "$work/$1/words"
		printf '\x210x0000000140005000-0x0000000140005fff\n' > "$work/$1/list"
		printf '\x4248 8\n131072 1\n' > "$work/$1/sectors"
		printf '\x63# bad\n0x0000000000005000-0x0000000000005fff\n0x7000\n' \
			> "$work/$1/ledger" ;;
	size) printf 2G > "$work/$1/a"; printf 0x140000000-0x140000fff > "$work/$1/b" ;;
	range) printf '0x200 0x100 3 0x100000 sound\n5 1 nobody 0 broken\n' > "$work/$1/a" ;;
	esac
}

for f in "${fuzzers[@]}"; do
	name=$(basename "$f" .c)
	make -s -C "$here" CLANG="$clang" "$name" 2> "$work/log" || {
		fail "$name compiles" "$(< "$work/log")"
		continue
	}
	seeds "${name#fuzz_}"
	if "$here/$name" -seed="${SEED:-1}" -max_total_time="${FUZZ_SECONDS:-5}" -artifact_prefix="$work/" \
		"$work/${name#fuzz_}" > "$work/log" 2>&1; then
		pass "$name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$work/log") runs"
	else
		fail "$name" "$(tail -n 30 "$work/log")"
	fi
done
finish
