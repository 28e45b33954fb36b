# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Unpacks the kernel source of a Debian package. Source it after common.sh.

source_package=linux-source-6.12

source_need() {
	need apt-get apt
	need dpkg-deb dpkg
	need xz xz-utils
}

# unpack_source DIR [PATTERN...]: unpack the files whose path in the source matches a
# pattern, or all files, into the existing directory DIR
unpack_source() {
	local dir=$1 p patterns=()

	shift
	for p in "$@"; do
		patterns+=("*/$p")
	done
	mkdir "$dir/package" || return
	(cd "$dir/package" && apt-get -qq download "$source_package" > /dev/null 2>&1) ||
		die "no package $source_package in the archive; try apt-get update"
	dpkg-deb --fsys-tarfile "$dir"/package/*.deb |
		tar -xO --wildcards "./usr/src/$source_package.tar.*" |
		tar -xJ -C "$dir" --strip-components=1 --wildcards "${patterns[@]}" ||
		die "cannot unpack $source_package"
	rm -r "$dir/package"
}
