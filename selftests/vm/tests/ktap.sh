# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Test points in KTAP. A test sources this file, declares its number of points with
# "plan", prints the points, and ends with "finish". If the number depends on the machine,
# omit "plan"; finish then prints the number.

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

# skip TEXT REASON [POINTS]: a point, or several, that cannot be tested here
skip() {
	local n

	pass "$1 # SKIP $2"
	for ((n = 1; n < ${3:-1}; n++)); do
		pass "... and what follows # SKIP $2"
	done
}

# todo TEXT REASON: a point that cannot be tested because of a known bug outside this
# project. It does not fail the test, and the results show the reason.
todo() {
	pass "$1 # TODO $2"
}

# skip_all REASON: skips the remaining points and ends the test
skip_all() {
	[ -n "$planned" ] || echo "1..0 # SKIP $1"
	while [ "$points" -lt "${planned:-0}" ]; do
		pass "# SKIP $1"
	done
	exit 4
}

# finish: ends the test. A test can define before_finish for points that must come last.
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
