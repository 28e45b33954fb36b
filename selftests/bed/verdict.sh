# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Prints the test points of a guest's test on the host: renumbers them, judges skips, and
# prints the plan last. Source it after common.sh.

points=0 failed=0 name="" flavours=""

point() {
	points=$((points + 1))
	echo "ok $points - $1"
}

point_fails() {
	points=$((points + 1)) failed=$((failed + 1))
	echo "not ok $points - $1"
}

diagnose() {
	tr -d '\r' | sed 's/^/# /'
}

# kernel_words KVER: print what "skips-on:" can call that kernel, such as "7 7.3 7.3-cloud"
kernel_words() {
	local release

	release=${1%%.*}.$(cut -d. -f2 <<< "$1")
	echo "${1%%.*} $release$([[ $1 != *-cloud-* ]] || echo " $release-cloud")"
}

# lacks_option KVER OPTION: true if the configuration of that kernel is here, and does not
# have CONFIG_OPTION
lacks_option() {
	local config=$VM_CACHE/kernels/$1/boot/config-$1

	[ -s "$config" ] && ! grep -qE "^CONFIG_$2=[ym]$" "$config"
}

# is_here WHERE: true for "any", for a word in flavours, and for no-OPTION if the kernel
# $kver has no CONFIG_OPTION
is_here() {
	[[ " any $flavours " == *" $1 "* ]] ||
		{ [[ $1 == no-* ]] && lacks_option "${kver:-}" "${1#no-}"; }
}

# expected_skip FILE REASON: true if a line "skips-on: WHERE: REGEX" in the test's header
# matches the reason, and is_here WHERE
expected_skip() {
	local where regex

	while IFS=: read -r where regex; do
		is_here "$where" || continue
		[[ $2 =~ ${regex# } ]] && return
	done < <(sed -n 's/^# skips-on: //p' "$1")
	# Outside CI, a skip because of a missing tool is allowed.
	[ -z "${CI:-}" ] && [[ $2 == *" is missing"* ]]
}

# judged_skip FILE TEXT REASON: print a skip; an unexpected one is a failure
judged_skip() {
	if expected_skip "$1" "$3"; then
		point "$2 # SKIP $3"
	else
		point_fails "$2: is skipped, and nothing expects that: $3"
	fi
}

# judge_line FILE LINE: print one line of the test; updates seen, bad, planned and last
judge_line() {
	case $2 in
	"ok "[0-9]*" # SKIP "*)
		seen=$((seen + 1)) last=${2#ok * - }
		judged_skip "$1" "$name: ${last%% # SKIP *}" "${last#* # SKIP }" ;;
	"ok "[0-9]*) point "$name: ${2#ok * - }"; seen=$((seen + 1)) ;;
	"not ok "[0-9]*" # TODO "*)
		points=$((points + 1)) seen=$((seen + 1))
		echo "not ok $points - $name: ${2#not ok * - }" ;;
	"not ok "[0-9]*)
		point_fails "$name: ${2#not ok * - }"
		seen=$((seen + 1)) bad=$((bad + 1)) ;;
	"1..0 # SKIP "*) last=${2#1..0 # SKIP } ;;
	1..[0-9]*) planned=${2#1..}; planned=${planned%% *} ;;
	"TAP version"* | "KTAP version"*) ;;
	"#"*) echo "$2"; last=${2#\# } ;;
	*) echo "# $2"; last=$2 ;;
	esac
}

# judge_end FILE EXIT: compare the points of a test that has ended with its plan and exit status
judge_end() {
	case $2 in
	4) judged_skip "$1" "$name" "$last" ;;
	0 | 1)
		[ "$seen" -gt 0 ] || point_fails "$name: has at least one point"
		[ "${planned:-none}" = "$seen" ] ||
			point_fails "$name: has as many points as its plan says ($seen of ${planned:-no plan})"
		[ "$2" = $((bad > 0)) ] ||
			point_fails "$name: its exit status $2 matches its $bad failed points" ;;
	*)
		point_fails "$name: exits with 0 or 1, not $2"
		echo "# last line: $last" ;;
	esac
}

finish_points() {
	echo "1..$points"
	[ "$failed" -eq 0 ]
}
