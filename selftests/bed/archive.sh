# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Packages of Debian's archive: of this machine's release, and of others, whose
# package lists are kept in $VM_CACHE/apt. Source it after common.sh.

# shellcheck source=debian/sources.sh
. "$bed/debian/sources.sh"

own_suite() {
	(. /etc/os-release && echo "${VERSION_CODENAME:-}")
}

# kernel_suite KVER: the suite to look for a kernel in, by the release that its name
# ends with. The lists of SUITE-backports include those of SUITE.
kernel_suite() {
	case $1 in
	*+deb12*) echo bookworm ;;
	*+deb13*) echo trixie-backports ;;
	*) own_suite ;;
	esac
}

# is_own SUITE: can programs of that suite run on this machine?
is_own() {
	[ "${1%-backports}" = "$(own_suite)" ]
}

# archive_lists SUITE: update the package lists once a day; keep old ones if that fails
archive_lists() {
	local dir=$VM_CACHE/apt/$1 lock

	mkdir -p "$dir/state/lists/partial" "$dir/cache/archives/partial" || return
	exec {lock}> "$dir/lock"
	flock "$lock"
	if [ -z "$(find "$dir/updated" -mtime -1 2> /dev/null)" ]; then
		debian_sources "$1" > "$dir/sources.list"
		cat > "$dir/conf" <<-END
			Dir::State "$dir/state";
			Dir::State::status "/dev/null";
			Dir::Cache "$dir/cache";
			Dir::Etc::sourcelist "$dir/sources.list";
			Dir::Etc::sourceparts "-";
		END
		APT_CONFIG=$dir/conf apt-get -qq update > "$dir/log" 2>&1
		touch "$dir/updated"
	fi
	exec {lock}>&-
}

# archive SUITE apt-get|apt-cache ARG...: with the package lists of that suite
archive() {
	local suite=$1

	shift
	if [ "$suite" = "$(own_suite)" ]; then
		"$@"
	else
		archive_lists "$suite" && APT_CONFIG=$VM_CACHE/apt/$suite/conf "$@"
	fi
}

# archive_get SUITE FOLDER PACKAGE: download a package
archive_get() {
	(cd "$2" && archive "$1" apt-get -qq download "$3" > /dev/null 2>&1)
}
