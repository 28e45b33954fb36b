# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Makes a Debian from this machine's apt sources. Source it after common.sh.

# this_release: print the name of the Debian release whose packages are built and installed:
# BED_RELEASE, or that of this machine
this_release() {
	(. /etc/os-release && echo "${BED_RELEASE:-${VERSION_CODENAME:-}}")
}

# debian_sources SUITE: this machine's Debian sources in one-line style, with SUITE in place
# of this machine's release. Sources of other vendors are excluded. For SUITE-backports, the
# sources of SUITE are included.
debian_sources() {
	local suite=${1%-backports} lines

	# apt, not the shell, expands the variables
	# shellcheck disable=SC2016
	lines=$(apt-get indextargets 'Created-By: Packages' 'Origin: Debian' \
		--format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' |
		sed -E "s/ (bookworm|trixie)((-updates|-security)?) / $suite\2 /" |
		grep -E " $suite(-updates|-security)? " | sort -u)
	echo "$lines"
	[ "$1" = "$suite" ] || sed -n "s/ $suite / $1 /p" <<< "$lines"
}

# This machine's proxy and other options that are needed to reach the sources.
apt_options() {
	apt-config dump |
		grep -E '^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date)'
}

# make_debian SUITE OUT OPTION...: with SUITE-backports, packages can also come from there
make_debian() {
	local suite=$1 out=$2 args=() line tmp

	shift 2
	while IFS= read -r line; do
		args+=("--aptopt=$line")
	done < <(apt_options)
	tmp=$(mktemp -d) || exit 1
	debian_sources "$suite" > "$tmp/sources.list"
	[ -s "$tmp/sources.list" ] ||
		die "apt knows no Debian source of $suite; try apt-get update"
	mmdebstrap "$@" "${args[@]}" "${suite%-backports}" "$out" - \
		< "$tmp/sources.list" > "$tmp/log" 2>&1 || {
		tail -n 40 "$tmp/log" >&2
		rm -rf "$tmp"
		die "mmdebstrap could not make a root of $suite"
	}
	rm -rf "$tmp"
}
