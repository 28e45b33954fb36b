# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The part of test_packages.sh that wants root: a small Debian, into which the
# packages are installed, and from which they are purged. The Debian is made
# once and kept in the cache.

# Packages that ours depend on, by name.
dependencies() {
	local p

	for p in $packages; do
		dpkg-deb -f "$(deb "$p")" Depends Pre-Depends
	done | sed 's/^[A-Za-z-]*: //' | tr , '\n' | awk 'NF { print $1 }' |
		grep -vxE "${packages// /|}" | sort -u
}

# Those of this machine's sources that have the release's packages.
sources() {
	grep -lsE "^(Suites:|deb ).* $suite( |$)" /etc/apt/sources.list \
		/etc/apt/sources.list.d/*
}

# make_base FILE PACKAGE...: openssl makes the key that dkms signs with
make_base() {
	local file=$1 tmp

	shift
	mkdir -p "${file%/*}"
	rm -f "${file%/*}"/*.tar
	tmp=$(mktemp -d "${file%/*}/.make.XXXXXX") || return
	# shellcheck disable=SC2046
	mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io \
		--include="$(IFS=,; echo "$*")" "$suite" "$tmp/base.tar" \
		$(sources) && mv "$tmp/base.tar" "$file"
	rm -rf "$tmp"
	[ -e "$file" ]
}

# base: prints the tar file, made anew where other packages are wanted
base() {
	local include file

	mapfile -t include < <(dependencies; echo openssl
		printf 'linux-headers-%s\n' "${kernels[@]}")
	file=$VM_CACHE/chroot/$suite-$(md5sum <<< "${include[*]}" | cut -c 1-8).tar
	[ -e "$file" ] || make_base "$file" "${include[@]}" > "$work/base.log" 2>&1 ||
		{ cat "$work/base.log" >&2; return 1; }
	echo "$file"
}

# inside COMMAND...: in the chroot, with /proc
inside() {
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child sh -c \
		'mount -t proc proc "$0/proc" && exec chroot "$0" env -i \
			PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
			DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@"
}

# A key that nobody trusts, before dkms makes one of its own.
make_key() {
	inside openssl req -new -x509 -nodes -days 2 -subj "/CN=thrown away" \
		-newkey rsa:2048 -keyout /var/lib/dkms/mok.key -outform DER \
		-out /var/lib/dkms/mok.pub
}

# All files but those that are there to change.
snapshot() {
	(cd "$root" && find . -path ./proc -prune -o -path ./tmp -prune -o \
		-path ./var/log -prune -o -print | sort)
}

# As on a machine, where a kernel brings modules.dep and the like, and ldconfig
# has run before.
prepare_chroot() {
	local kver

	for kver in "${kernels[@]}"; do
		touch "$root/lib/modules/$kver/modules."{order,builtin,builtin.modinfo}
		inside depmod "$kver" || return
	done
	inside ldconfig && make_key || return
	mkdir -p "$root/tmp/debs"
	cp "$work"/*.deb "$root/tmp/debs"
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
	suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	base=$(base) || { fail "a Debian for the chroot is made"; return; }
	root=$(mktemp -d "$VM_CACHE/chroot/.root.XXXXXX") || return
	trap 'rm -rf "$work" "$root"' EXIT
	tar -C "$root" -xf "$base"
	check "the chroot is ready" prepare_chroot
	snapshot > "$work/before"
	check "dpkg -i" inside sh -c 'dpkg -i /tmp/debs/*.deb'
	is "... the tool runs" "$(inside daxkmem --version)" 0.1
	for kver in "${kernels[@]}"; do
		test_signed "$kver"
	done
	test_purge
}
