# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The part of test_packages.sh that runs in a clean Debian: README.md's commands for packages,
# with this version and with the next one.

next=7.31.4	# greater than any version of ours
build_dir=/usr/src/build	# has the packages, and the sources in a subdirectory

# Lists all files, except in directories whose files change.
snapshot() {
	(cd "$root" && find . -path ./proc -prune -o -path ./tmp -prune -o \
		-path ".$build_dir" -prune -o -path ./var/log -prune -o \
		-path ./var/cache -prune -o -print | sort)
}

# step TEXT: print the time that has passed
step() {
	echo "# $SECONDS s: $1"
}

# Makes "uname -r" print the kernel that the packages are installed for.
fake_uname() {
	printf '#!/bin/sh\n[ "$*" != -r ] && exec /usr/bin/uname "$@"\necho %s\n' "$kver" \
		> "$root/usr/local/bin/uname"
	chmod +x "$root/usr/local/bin/uname"
}

# Debian's packages that apt would install for the README's command. The dependencies of our
# other packages are build dependencies.
debian_packages() {
	echo 'APT::Get::Simulate "true";' > "$root/tmp/simulate"
	inside env APT_CONFIG=/tmp/simulate sh -e -c "cd $sources_inside
		$("$top/selftests/bed/debian/readme" "apt install")" 2> "$work/apt" |
		awk '/^Inst / && $2 !~ /dax-?kmem/ { print $2 }'
}

# Installs Debian's packages first, so that all files added later are ours. openssl makes the
# key that dkms signs with.
test_dependencies() {
	local wanted

	mapfile -t wanted < <(debian_packages)
	like "apt finds all packages that the README's command installs" \
		"${wanted[*]}" "dkms.*linux-headers-$kver"
	# The package lists of the clean Debian may be older than the mirror's.
	check "... and installs them" inside sh -c 'apt-get -qq install "$@" ||
		{ apt-get -qq update && apt-get -qq install "$@"; }' - "${wanted[@]}" openssl
	check "the chroot can be prepared" chroot_prepare "$kver"
}

# test_installed VERSION: install it with the README's "apt install"
test_installed() {
	local ko

	check "the README's command installs version $1" in_sources "apt install"
	is "... the tool reports that version" "$(inside daxkmem --version)" "$1"
	is "... dkms has this version only" "$(inside dkms status dax-kmem)" \
		"dax-kmem/$1, $kver, x86_64: installed"
	is "... only its sources are installed" \
		"$(cd "$root/usr/src" && echo dax-kmem-*)" "dax-kmem-$1"
	ko=$(find "$root/lib/modules/$kver/updates/dkms" -name 'dax_kmem.ko*')
	is "... the module has that version, is built for the kernel, and signed with the key" \
		"$(modinfo -F version "$ko") $(modinfo -F vermagic "$ko" | cut -d' ' -f1) $(modinfo -F signer "$ko")" \
		"$1 $kver thrown away"
	like "... modprobe finds the module" \
		"$(inside modprobe -S "$kver" --show-depends dax_kmem)" "/dax_kmem\.ko"
	like "... the man page has that version" \
		"$(zcat "$root/usr/share/man/man8/daxkmem.8.gz" | grep '^\.TH')" "dax_kmem $1"
}

incremental() {
	local more=-nc

	"$@"
}

# Builds the next version in the build directory of this one: only files that contain the
# version are rebuilt.
test_next() {
	local src=$root$sources_inside

	mkdir -p "$src" && cp -a "$debs/src/." "$src" || return
	sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$next\"/" "$src/dkms.conf"
	rm -f "$src"/debian/{files,debhelper-build-stamp}
	check_not "building packages fails if debian/changelog lacks the version" \
		in_sources dpkg-buildpackage
	{ sed "1s/(.*)/($next)/" "$debs/src/debian/changelog"; echo
		cat "$debs/src/debian/changelog"; } > "$src/debian/changelog"
	check "the next version's packages build with an entry in debian/changelog" \
		incremental in_sources dpkg-buildpackage
	is "... all five of them" "$(cd "$root$build_dir" && echo ./*"_${next}_"*.deb | wc -w)" 5
}

test_purge() {
	# a file that an attach leaves behind
	mkdir -p "$root/var/lib/daxkmem"
	echo 1 > "$root/var/lib/daxkmem/attach-rate"
	check "daxkmem compat enable succeeds" inside daxkmem compat enable
	like "... and modprobe loads our module for kmem" \
		"$(inside modprobe -n -v -S "$kver" kmem)" "modprobe dax_kmem"
	check "the README's command purges the packages" in_sources "apt purge"
	snapshot > "$work/after"
	is "... and leaves no files behind" "$(diff -U 0 "$work/before" "$work/after" |
		grep '^[-+]\./')" ""
}

test_chroot() {
	local clean

	clean=$("$top/selftests/bed/debian/clean") || { fail "a clean Debian can be made"; return; }
	root=$(mktemp -d "${clean%/*}/.root.XXXXXX") || return
	trap 'rm -rf "$work" "$root"' EXIT
	chmod 755 "$root"
	tar -C "$root" -xf "$clean"
	mkdir -p "$root$sources_inside"
	cp "$debs"/*.deb "$root$build_dir"
	fake_uname
	step "the clean Debian is unpacked"
	test_dependencies
	snapshot > "$work/before"
	step "the dependencies are installed"
	mkdir -p "$root/etc/daxkmem.d"
	echo "# kept" > "$root/etc/daxkmem.d/kept.conf"
	test_installed "$version"
	step "this version is installed"
	test_next
	step "the next version is built"
	test_installed "$next"
	is "... the configuration is kept" "$(cat "$root/etc/daxkmem.d/kept.conf")" "# kept"
	check "... the other packages are installed, too" inside sh -c \
		"dpkg -i $build_dir/daxkmem-xen_${next}_*.deb $build_dir/libdaxkmem-dev_${next}_*.deb"
	step "the next version is installed"
	test_purge
	step "the packages are purged"
}
