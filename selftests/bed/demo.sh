# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What demonstrations share. The caller defines run_it TEXT, which runs a command line where the
# demonstration takes place. colour is set, or empty, if the caller knows.

if [ -z "${colour+set}" ]; then
	colour=""
	if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] || [ -n "${FORCE_COLOR:-}" ]; then
		colour=1
	fi
fi
if [ -n "$colour" ]; then
	bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' yellow=$'\e[33m'
	cyan=$'\e[36m' blue=$'\e[34m' red=$'\e[31m' off=$'\e[0m'
else
	# shellcheck disable=SC2034
	bold="" dim="" green="" yellow="" cyan="" blue="" red="" off=""
fi

step() {
	printf '%s%s==>%s %s%s%s\n' "$bold" "$cyan" "$off" "$bold" "$*" "$off"
}

# demo_builds: on the host: gets the kernel, and builds the driver and the tool. Sets kver.
demo_builds() {
	mkdir -p "$VM_CACHE"
	kver=${KVER:-$("$bed/kernel" --list | head -n 1)}
	[ -n "$kver" ] || exit 1
	[ -d "$VM_CACHE/kernels/$kver" ] ||
		step "Fetching Debian's Linux $kver (unpacked here, not installed)"
	"$bed/kernel" "$kver" > /dev/null || exit 1
	step "Building dax_kmem.ko for Linux $kver"
	"$bed/build" "$kver" > /dev/null || exit 1
	step "Building the tool, daxkmem"
	"$bed/build-tools" || exit 1
}

say() {
	printf '\n%s%s%s\n' "$bold$yellow" "$*" "$off"
}

# type_in TEXT: shows a command as one would type it, then runs it
type_in() {
	printf '  %s#%s %s%s%s\n' "$dim" "$off" "$blue" "$1" "$off"
	run_it "$1" 2>&1 | sed 's/^.*: echo: /echo: /; s/^/    /'
}

# claim TEXT COMMAND...: prints TEXT in green if COMMAND succeeds, and ends otherwise
claim() {
	local text=$1

	shift
	if "$@" > /dev/null 2>&1; then
		printf '  %s✔ %s%s\n' "$green" "$text" "$off"
	else
		printf '  %s✘ FAILED: %s%s\n' "$red" "$text" "$off"
		exit 1
	fi
}
