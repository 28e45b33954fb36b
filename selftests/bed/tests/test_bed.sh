#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The bed fails for each kind of fault in a test or its guest, and passes otherwise. Each
# test in guest/ has at most one fault.
# tier: full
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
plan 31
export BED_TESTS=$bed/tests/guest BED_ALLOWANCE=15
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
# No other test of this run may need that kernel.
"$bed/build" "$kver" > /dev/null || exit 1
# Keep the deaths of these guests out of the summary of the run.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export BED_DEATHS=$work/deaths

# red TEST REGEX: the bed fails, and its failed points match REGEX
red() {
	local out rc

	out=$("$bed/test" "$kver" nvdimm "$1" 2>&1)
	rc=$?
	is "$1: the bed fails" $rc 1
	like "... and names the fault" "$(grep '^not ok' <<< "$out")" "$2"
}

green() {
	local out

	out=$("$bed/test" "$kver" nvdimm "$1" 2>&1)
	is "$1: the bed passes" $? 0
	like "... $2" "$out" "$3"
}

green good "and prints the test's points and its own" $'ok 2 - good: two\n.*ok 3 - good: leaves the kernel log and the machine clean'
green skips_as_expected "and prints the skip" "skips_as_expected # SKIP no reason"
red skips "is skipped, and nothing expects that: no reason"
red lost_end "the guest says the test's end"
red warning "leaves the kernel log and the machine clean"
red module "leaves the kernel log and the machine clean"
red no_plan "as many points as its plan says \(1 of no plan\)"
red short "as many points as its plan says \(1 of 2\)"
red fails "fails: one"
red exits "exits with 0 or 1, not 3"
red panics "the guest says the test's end"
red hangs "the guest says the test's end"
green dies_early "and reports that the first guest died" "it died before the test had begun"
red never_lives "the guest says the test's end"
is "each guest that died before its test began is recorded" "$(cut -d: -f1 "$BED_DEATHS")" \
	"$kver nvdimm dies_early"$'\n'"$kver nvdimm never_lives"
out=$("$bed/test" "$kver" no_such_machine good 2>&1)
is "an unknown machine is an error" $? 1
like "... and the message lists the known machines" "$out" "no machine 'no_such_machine' \(choose .*nvdimm"
finish
