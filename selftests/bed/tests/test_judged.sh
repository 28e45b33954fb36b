#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A host's test that skips something is red, unless its header expects the skip, or a
# tool is missing and this is not CI.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../../vm/tests/ktap.sh
. "$here/../../vm/tests/ktap.sh"
plan 17
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
printf '#!/bin/bash\n# skips-on: any: wants root\n# skips-on: 6.1: no figures\n# skips-on: 6.1-cloud: no driver\n# skips-on: 8: no device\n# skips-on: no-OPTION: no option\n' \
	> "$work/test"

# judged OUTPUT EXIT [NAME=VALUE...]: prints what becomes of a test's output, and the
# exit status
judged() {
	local text=$1 status=$2

	shift 2
	env -u CI -u KVER "$@" "$here/../judged" "$work/test" \
		bash -c 'printf "%s\n" "$1"; exit "$2"' - "$text" "$status"
	echo "exit $?"
}

skipped='is skipped, and nothing expects that'
is "output without a skip is passed on" "$(judged $'1..1\nnot ok 1 - a\n# ok 2 - b # SKIP c' 1)" \
	$'1..1\nnot ok 1 - a\n# ok 2 - b # SKIP c\nexit 1'
is "a skip that the header expects is green" "$(judged "ok 1 - a # SKIP it wants root" 0)" \
	$'ok 1 - a # SKIP it wants root\nexit 0'
is "another skip is red" "$(judged "ok 1 - a # SKIP no reason" 0)" \
	"not ok 1 - a: $skipped: no reason"$'\nexit 1'
is "a skip that another kernel's line expects is red" \
	"$(judged "ok 1 - a # SKIP no figures" 0 KVER=6.12.1-amd64)" \
	"not ok 1 - a: $skipped: no figures"$'\nexit 1'
is "... and green on that kernel" "$(judged "ok 1 - a # SKIP no figures" 0 KVER=6.1.0-1-amd64)" \
	$'ok 1 - a # SKIP no figures\nexit 0'
is "... or on all kernels with that major number" \
	"$(judged "ok 1 - a # SKIP no device" 0 KVER=8.9.0-1-amd64)" \
	$'ok 1 - a # SKIP no device\nexit 0'
is "a skip that a cloud kernel's line expects is green there" \
	"$(judged "ok 1 - a # SKIP no driver" 0 KVER=6.1.0-1-cloud-amd64)" \
	$'ok 1 - a # SKIP no driver\nexit 0'
is "... and red on the kernel without that configuration" \
	"$(judged "ok 1 - a # SKIP no driver" 0 KVER=6.1.0-1-amd64)" \
	"not ok 1 - a: $skipped: no driver"$'\nexit 1'

# option LINE: judges a skip on a kernel whose configuration has that line
option() {
	mkdir -p "$work/kernels/6.1-x/boot"
	echo "$1" > "$work/kernels/6.1-x/boot/config-6.1-x"
	judged "ok 1 - a # SKIP no option" 0 KVER=6.1-x VM_CACHE="$work"
}

is "a skip because of an option that the kernel lacks is green" \
	"$(option "# CONFIG_OPTION is not set")" $'ok 1 - a # SKIP no option\nexit 0'
is "... and red if the kernel has it" "$(option CONFIG_OPTION=y)" \
	"not ok 1 - a: $skipped: no option"$'\nexit 1'
is "... or has it as a module" "$(option CONFIG_OPTION=m)" \
	"not ok 1 - a: $skipped: no option"$'\nexit 1'
is "... or if its configuration is not known" \
	"$(judged "ok 1 - a # SKIP no option" 0 KVER=6.2-x VM_CACHE="$work")" \
	"not ok 1 - a: $skipped: no option"$'\nexit 1'
is "a missing tool is green on a user's machine" "$(judged "ok 1 - a # SKIP gcc is missing" 0)" \
	$'ok 1 - a # SKIP gcc is missing\nexit 0'
is "... and red in CI" "$(judged "ok 1 - a # SKIP gcc is missing" 0 CI=1)" \
	"not ok 1 - a: $skipped: gcc is missing"$'\nexit 1'
is "a whole test that is skipped is red" "$(judged "1..0 # SKIP no reason" 0)" \
	$'1..1\n'"not ok 1 - $skipped: no reason"$'\nexit 1'
is "... unless its header expects that" "$(judged "1..0 # SKIP it wants root" 0 CI=1)" \
	$'1..0 # SKIP it wants root\nexit 0'
is "a failure is not hidden by an expected skip" \
	"$(judged $'ok 1 - a # SKIP it wants root\nnot ok 2 - b' 1)" \
	$'ok 1 - a # SKIP it wants root\nnot ok 2 - b\nexit 1'
finish
