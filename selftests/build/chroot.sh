# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The part of test_packages.sh that wants root: a small Debian, into which the
# packages are installed, and from which they are purged.

# shellcheck source=../bed/debian/chroot.sh
. "$top/selftests/bed/debian/chroot.sh"

# All files but those that are there to change.
snapshot() {
	(cd "$root" && find . -path ./proc -prune -o -path ./tmp -prune -o \
		-path ./var/log -prune -o -path ./var/cache/man -prune -o \
		-print | sort)
}

test_signed() {
	local kver=$1 ko

	check "dkms builds and installs the module for $kver" \
		inside dkms autoinstall -k "$kver"
	ko=$(find "$root/lib/modules/$kver/updates/dkms" -name 'dax_kmem.ko*')
	check "... it is there" test -n "$ko"
	is "... for that kernel" "$(modinfo -F vermagic "$ko" | cut -d' ' -f1)" "$kver"
	is "... signed with the key" "$(modinfo -F signer "$ko")" "thrown away"
	like "... and modprobe finds it" \
		"$(inside modprobe -S "$kver" --show-depends dax_kmem)" "/dax_kmem\.ko"
}

test_purge() {
	# what an attach leaves behind
	mkdir -p "$root/var/lib/daxkmem"
	echo 1 > "$root/var/lib/daxkmem/attach-rate"
	check "daxkmem compat enable" inside daxkmem compat enable
	like "... modprobe loads our module for kmem" \
		"$(inside modprobe -n -v -S "${kernels[0]}" kmem)" "modprobe dax_kmem"
	# shellcheck disable=SC2086
	check "dpkg --purge" inside dpkg --purge $packages
	snapshot > "$work/after"
	is "... leaves nothing" "$(diff -U 0 "$work/before" "$work/after" |
		grep '^[-+]\./')" ""
}

test_chroot() {
	local base kver

	if [ "$(id -u)" != 0 ]; then
		pass "the packages in a chroot # SKIP not root"
		return
	elif ! command -v mmdebstrap > /dev/null; then
		[ -z "${CI:-}" ] || fail "the packages in a chroot" "mmdebstrap is missing"
		[ -n "${CI:-}" ] || pass "the packages in a chroot # SKIP mmdebstrap is missing"
		return
	fi
	base=$(chroot_base "$debs" "${kernels[@]}") ||
		{ fail "a Debian for the chroot is made"; return; }
	root=$(mktemp -d "${base%/*}/.root.XXXXXX") || return
	trap 'rm -rf "$work" "$root"' EXIT
	tar -C "$root" -xf "$base"
	check "the chroot is ready" chroot_prepare "${kernels[@]}"
	mkdir -p "$root/tmp/debs"
	cp "$debs"/*.deb "$root/tmp/debs"
	snapshot > "$work/before"
	check "dpkg -i" inside sh -c 'dpkg -i /tmp/debs/*.deb'
	is "... the tool runs" "$(inside daxkmem --version)" 0.1
	for kver in "${kernels[@]}"; do
		test_signed "$kver"
	done
	test_purge
}
