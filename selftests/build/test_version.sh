#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The version is only in dkms.conf, and in the newest entry of debian/changelog.
# tier: quick
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=../bed/common.sh
. "$top/selftests/bed/common.sh"

# places DIR VERSION: lines of source files that contain the version, except names of devices
# (dax0.1), periods of time, and the versions that symbols were added in
places() {
	local digits=${2//./\\.}

	(cd "$1" && xargs -0 grep -HIn -E "(^|[^0-9a-z.]|[^a-z]v)$digits([^0-9.]|$)") |
		grep -vE "^(\./)?(dkms\.conf:[0-9]+:PACKAGE_VERSION=|debian/changelog:|debian/.*\.symbols:)" |
		grep -vE "sleep $digits( |;|$)|[\" ]$digits s |read -t $digits( |;|$)"
}

like ".ci/version prints a version" "$version" '^[0-9]+(\.[0-9]+)+$'
is "the newest entry of debian/changelog has that version" \
	"$(sed -n '1s/^dax-kmem (\([0-9.]*\)).*/\1/p' "$top/debian/changelog")" "$version"
is "no other file contains it" "$(sources | places "$top" "$version")" ""

mkdir "$work/other"
printf 'usr/src/dax-kmem-7.31.4\nsleep 7.31.4\n' > "$work/other/a"
is "another file that contains a version is found" \
	"$(printf 'a\0' | places "$work/other" 7.31.4)" "a:1:usr/src/dax-kmem-7.31.4"
finish
