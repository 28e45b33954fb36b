#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The bed turns red for each thing that can be wrong with a test or its guest, and
# only then: the tests of guest/ have one fault each.
# tier: full
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
plan 31
export BED_TESTS=$bed/tests/guest BED_ALLOWANCE=15
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
# Nobody else may want that kernel in this run.
"$bed/build" "$kver" > /dev/null || exit 1
# What these tests leave is no test result of the run.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export BED_DEATHS=$work/deaths

# red TEST REGEX: a point that is not ok is like that
red() {
	local out rc

	out=$("$bed/test" "$kver" nvdimm "$1" 2>&1)
	rc=$?
	is "$1: the bed fails" $rc 1
	like "... and says why" "$(grep '^not ok' <<< "$out")" "$2"
}

green() {
	local out

	out=$("$bed/test" "$kver" nvdimm "$1" 2>&1)
	is "$1: the bed passes" $? 0
	like "... $2" "$out" "$3"
}

green good "with the test's points and its own" $'ok 2 - good: two\n.*ok 3 - good: leaves the kernel log and the machine clean'
green skips_as_expected "and the skip is shown" "skips_as_expected # SKIP no reason"
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
green dies_early "and says that there was another guest before" "it died before the test had begun"
red never_lives "the guest says the test's end"
is "each of these guests is counted" "$(cut -d: -f1 "$BED_DEATHS")" \
	"$kver nvdimm dies_early"$'\n'"$kver nvdimm never_lives"
out=$("$bed/test" "$kver" no_such_machine good 2>&1)
is "an unknown machine is an error" $? 1
like "... that names the known ones" "$out" "no machine 'no_such_machine' \(choose .*nvdimm"
finish
