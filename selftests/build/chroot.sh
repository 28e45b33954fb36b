# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The part of test_packages.sh that happens in a clean Debian: what README.md says
# of packages, word for word, with this version and with a next one.

next=7.31.4	# greater than any version of ours
there=/usr/src/build	# where the packages are, with the sources below

# All files but those that are there to change.
snapshot() {
	(cd "$root" && find . -path ./proc -prune -o -path ./tmp -prune -o \
		-path ".$there" -prune -o -path ./var/log -prune -o \
		-path ./var/cache -prune -o -print | sort)
}

# step TEXT: the time until here
step() {
	echo "# $SECONDS s: $1"
}

# What the guest's kernel would say.
fake_uname() {
	printf '#!/bin/sh\n[ "$*" != -r ] && exec /usr/bin/uname "$@"\necho %s\n' "$kver" \
		> "$root/usr/local/bin/uname"
	chmod +x "$root/usr/local/bin/uname"
}

# Debian's packages that the README's command installs, by apt's own reckoning; the
# other ones of ours depend on what the build wanted.
debian_packages() {
	echo 'APT::Get::Simulate "true";' > "$root/tmp/simulate"
	inside env APT_CONFIG=/tmp/simulate sh -e -c "cd $sources_inside
		$("$top/selftests/bed/debian/readme" "apt install")" 2> "$work/apt" |
		awk '/^Inst / && $2 !~ /dax-?kmem/ { print $2 }'
}

# Debian's own come first, so that what is new behind them is ours. openssl makes the
# key that dkms signs with.
test_dependencies() {
	local wanted

	mapfile -t wanted < <(debian_packages)
	like "apt finds all that the README's command names and ours depend on" \
		"${wanted[*]}" "dkms.*linux-headers-$kver"
	# The clean Debian's lists may be older than what the mirror has.
	check "... and installs it" inside sh -c 'apt-get -qq install "$@" ||
		{ apt-get -qq update && apt-get -qq install "$@"; }' - "${wanted[@]}" openssl
	check "the chroot is ready" chroot_prepare "$kver"
}

# test_installed VERSION: by "apt install" of the README
test_installed() {
	local ko

	check "the README's command installs version $1" in_sources "apt install"
	is "... the tool says so" "$(inside daxkmem --version)" "$1"
	is "... dkms has it, and no other" "$(inside dkms status dax-kmem)" \
		"dax-kmem/$1, $kver, x86_64: installed"
	is "... its sources alone are there" \
		"$(cd "$root/usr/src" && echo dax-kmem-*)" "dax-kmem-$1"
	ko=$(find "$root/lib/modules/$kver/updates/dkms" -name 'dax_kmem.ko*')
	is "... the module is of that version and kernel, and signed with the key" \
		"$(modinfo -F version "$ko") $(modinfo -F vermagic "$ko" | cut -d' ' -f1) $(modinfo -F signer "$ko")" \
		"$1 $kver thrown away"
	like "... modprobe finds it" \
		"$(inside modprobe -S "$kver" --show-depends dax_kmem)" "/dax_kmem\.ko"
	like "... the man page is of that version" \
		"$(zcat "$root/usr/share/man/man8/daxkmem.8.gz" | grep '^\.TH')" "dax_kmem $1"
}

incremental() {
	local more=-nc

	"$@"
}

# The next version, made of what this one left: only what has the version in it is
# built again.
test_next() {
	local src=$root$sources_inside

	mkdir -p "$src" && cp -a "$debs/src/." "$src" || return
	sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$next\"/" "$src/dkms.conf"
	rm -f "$src"/debian/{files,debhelper-build-stamp}
	check_not "a version that debian/changelog lacks is not packaged" \
		in_sources dpkg-buildpackage
	{ sed "1s/(.*)/($next)/" "$debs/src/debian/changelog"; echo
		cat "$debs/src/debian/changelog"; } > "$src/debian/changelog"
	check "with both the next version's packages are built" \
		incremental in_sources dpkg-buildpackage
	is "... all five" "$(cd "$root$there" && echo ./*"_${next}_"*.deb | wc -w)" 5
}

test_purge() {
	# what an attach leaves behind
	mkdir -p "$root/var/lib/daxkmem"
	echo 1 > "$root/var/lib/daxkmem/attach-rate"
	check "daxkmem compat enable" inside daxkmem compat enable
	like "... modprobe loads our module for kmem" \
		"$(inside modprobe -n -v -S "$kver" kmem)" "modprobe dax_kmem"
	check "the README's command purges them" in_sources "apt purge"
	snapshot > "$work/after"
	is "... and leaves nothing" "$(diff -U 0 "$work/before" "$work/after" |
		grep '^[-+]\./')" ""
}

test_chroot() {
	local clean

	clean=$("$top/selftests/bed/debian/clean") || { fail "a clean Debian is made"; return; }
	root=$(mktemp -d "${clean%/*}/.root.XXXXXX") || return
	trap 'rm -rf "$work" "$root"' EXIT
	chmod 755 "$root"
	tar -C "$root" -xf "$clean"
	mkdir -p "$root$sources_inside"
	cp "$debs"/*.deb "$root$there"
	fake_uname
	step "the clean Debian is there"
	test_dependencies
	snapshot > "$work/before"
	step "it has what ours depend on"
	mkdir -p "$root/etc/daxkmem.d"
	echo "# kept" > "$root/etc/daxkmem.d/kept.conf"
	test_installed "$version"
	step "this version is installed"
	test_next
	step "the next one is built"
	test_installed "$next"
	is "... what was configured is kept" "$(cat "$root/etc/daxkmem.d/kept.conf")" "# kept"
	check "... the other packages are of it too" inside sh -c \
		"dpkg -i $there/daxkmem-xen_${next}_*.deb $there/libdaxkmem-dev_${next}_*.deb"
	step "the next one is installed"
	test_purge
	step "all are purged"
}
