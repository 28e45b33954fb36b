# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the build tests share: test points, the kernels, a work directory.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=../vm/tests/ktap.sh
. "$top/selftests/vm/tests/ktap.sh"
export VM_CACHE=${VM_CACHE:-$top/.cache}
version=$("$top/.ci/version")
mapfile -t kernels < <("$top/selftests/bed/kernel" --list)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# copy_driver DIR: copy the sources without objects
copy_driver() {
	mkdir -p "$1"
	cp -r "$top"/{Kbuild,dkms.conf,drivers} "$1"
	find "$1" '(' -name '*.o' -o -name '*.ko' ')' -delete
}

# Replaces the function of ktap.sh: prove does not know the exit code of a skipped kselftest.
skip_all() {
	if [ -n "${CI:-}" ]; then
		echo "Bail out! $1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}
