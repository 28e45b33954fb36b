# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Test points in KTAP. A test sources this, says how many points it has with
# "plan", prints them, and ends with "finish". Where their number depends on the
# machine there is no "plan", and finish prints it.

points=0 failed=0 planned=""
echo "KTAP version 1"

# plan NUMBER
plan() {
	planned=$1
	echo "1..$1"
}

pass() {
	points=$((points + 1))
	echo "ok $points - $1"
}

# fail TEXT [DIAGNOSTICS]
fail() {
	points=$((points + 1)) failed=$((failed + 1))
	echo "not ok $points - $1"
	[ -z "${2:-}" ] || sed 's/^/# /' <<< "$2"
}

# check TEXT COMMAND...: the command succeeds
check() {
	local text=$1 out

	shift
	if out=$("$@" 2>&1); then pass "$text"; else fail "$text" "$* => $? $out"; fi
}

# check_not TEXT COMMAND...: the command fails
check_not() {
	local text=$1 out

	shift
	if out=$("$@" 2>&1); then fail "$text" "$* => 0 $out"; else pass "$text"; fi
}

# is TEXT GOT WANT
is() {
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got \"$2\", not \"$3\""; fi
}

# like TEXT GOT REGEX
like() {
	if [[ $2 =~ $3 ]]; then pass "$1"; else fail "$1" "\"$2\" is not like \"$3\""; fi
}

# at_least TEXT GOT NUMBER
at_least() {
	if [ "$2" -ge "$3" ]; then pass "$1"; else fail "$1" "$2 is less than $3"; fi
}

# skip TEXT REASON: a point that cannot be tested here
skip() {
	pass "$1 # SKIP $2"
}

# todo TEXT REASON: a point that a known fault, which is not ours, kept from being
# tested. It does not fail the test, and its reason is in the results.
todo() {
	pass "$1 # TODO $2"
}

# skip_all REASON: what is left of the test cannot run here
skip_all() {
	[ -n "$planned" ] || echo "1..0 # SKIP $1"
	while [ "$points" -lt "${planned:-0}" ]; do
		pass "# SKIP $1"
	done
	exit 4
}

# A test may have points that wait for its end: it defines before_finish.
finish() {
	! declare -F before_finish > /dev/null || before_finish
	[ -n "$planned" ] || echo "1..$points"
	[ -z "$planned" ] || [ "$planned" = "$points" ] || {
		echo "# the plan has $planned points, not $points"
		exit 1
	}
	[ "$failed" -eq 0 ]
	exit
}
