# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Downloads packages of this machine's Debian release and of other releases, whose package
# lists are in $VM_CACHE/apt. Source it after common.sh.

# shellcheck source=debian/sources.sh
. "$bed/debian/sources.sh"

own_suite() {
	(unset BED_RELEASE; this_release)
}

# kernel_suite KVER: the suite to download a kernel from, by the Debian release in its name.
# The lists of SUITE-backports include those of SUITE.
kernel_suite() {
	case $1 in
	*+deb12*) echo bookworm ;;
	*+deb13*) echo trixie-backports ;;
	*) own_suite ;;
	esac
}

# is_own SUITE: true if programs of that suite can run on this machine
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

# archive SUITE apt-get|apt-cache ARG...: run it with the package lists of that suite
archive() {
	local suite=$1

	shift
	if [ "$suite" = "$(own_suite)" ]; then
		"$@"
	else
		archive_lists "$suite" && APT_CONFIG=$VM_CACHE/apt/$suite/conf "$@"
	fi
}

# archive_get SUITE DIR PACKAGE: download a package
archive_get() {
	(cd "$2" && archive "$1" apt-get -qq download "$3" > /dev/null 2>&1)
}
