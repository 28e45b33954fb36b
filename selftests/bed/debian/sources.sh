# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Makes a Debian of this machine's own apt sources. Source it after common.sh.

# Debian's own sources in one-line style, those of SUITE; where this machine has
# another release's, with the name put in. Others (a vendor's) are left out.
# SUITE-backports comes with SUITE.
debian_sources() {
	local suite=${1%-backports} lines

	# apt, not the shell, puts in the values
	# shellcheck disable=SC2016
	lines=$(apt-get indextargets 'Created-By: Packages' 'Origin: Debian' \
		--format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' |
		sed -E "s/ (bookworm|trixie)((-updates|-security)?) / $suite\2 /" |
		grep -E " $suite(-updates|-security)? " | sort -u)
	echo "$lines"
	[ "$1" = "$suite" ] || sed -n "s/ $suite / $1 /p" <<< "$lines"
}

# The proxy and the like that this machine needs to reach them.
apt_options() {
	apt-config dump |
		grep -E '^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date)'
}

# make_debian SUITE OUT OPTION...
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
	mmdebstrap "$@" "${args[@]}" "$suite" "$out" - \
		< "$tmp/sources.list" > "$tmp/log" 2>&1 || {
		tail -n 40 "$tmp/log" >&2
		rm -rf "$tmp"
		die "mmdebstrap could not make a root of $suite"
	}
	rm -rf "$tmp"
}
