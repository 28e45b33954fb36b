# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Chroots with a Debian, of this machine's release or of BED_RELEASE, in which our packages can
# be built and installed. Source it after common.sh.

# Skips the test if the packages cannot be built and installed.
chroot_need() {
	[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP a chroot needs root"; exit 0; }
	need mmdebstrap mmdebstrap
}

# dependencies DIR: names of the other packages that the packages in DIR depend on
dependencies() {
	local deb own

	own=$(for deb in "$1"/*.deb; do dpkg-deb -f "$deb" Package; done)
	for deb in "$1"/*.deb; do
		dpkg-deb -f "$deb" Depends Pre-Depends
	done | sed 's/^[A-Za-z-]*: //' | tr , '\n' | awk 'NF { print $1 }' |
		grep -vxF "$own" | sort -u
}

# chroot_base DIR KVER...: print the name of a tar file of a Debian with the dependencies of
# the packages in DIR; make it first if necessary. openssl makes the key that dkms signs with,
# man-db shows man pages, and a package that is linked with Xen's library gets Xen's tools.
# Callers name all kernels, so that they share one file.
chroot_base() {
	local wanted dir=$1

	shift
	mapfile -t wanted < <(dependencies "$dir"
		dependencies "$dir" | sed -n 's/^libxenmisc/xen-utils-/p'
		echo openssl; echo man-db
		printf 'linux-headers-%s\n' "$@")
	"$top/selftests/bed/debian/root" "${wanted[@]}"
}

# inside COMMAND...: run a command in the chroot $root, with /proc
inside() {
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child sh -c \
		'mount -t proc proc "$0/proc" && exec chroot "$0" env -i \
			PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
			DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@"
}

# Directory of the sources in the clean Debian. Packages are built into its parent.
sources_inside=/usr/src/build/dax-kmem

# in_sources WORD...: run the commands of README.md that contain the words, as an
# administrator does, in the sources in the chroot $root; $more is appended to each command
in_sources() {
	local w lines="" options

	options="parallel=$(nproc) noautodbgsym"
	[ -n "${CHECKED:-}" ] || options+=" nocheck"
	for w in "$@"; do
		lines+=$("$top/selftests/bed/debian/readme" "$w")${more:+ $more}$'\n' || return
	done
	inside env "DEB_BUILD_OPTIONS=$options" \
		sh -e -c "cd $sources_inside"$'\n'"$lines"
}

# Makes the signing key before dkms makes one itself.
make_key() {
	inside openssl req -new -x509 -nodes -days 2 -subj "/CN=thrown away" \
		-newkey rsa:2048 -keyout /var/lib/dkms/mok.key -outform DER \
		-out /var/lib/dkms/mok.pub
}

# chroot_prepare KVER...: run depmod and ldconfig, as on an installed machine, and make the
# signing key
chroot_prepare() {
	local kver

	for kver in "$@"; do
		touch "$root/lib/modules/$kver/modules."{order,builtin,builtin.modinfo}
		inside depmod "$kver" || return
	done
	inside ldconfig && make_key
}

# chroot_installed KVER NAME...: make a chroot for the kernel KVER, set root to it, and let
# apt install our packages of these names. /var/tmp/debs has the .deb files of all our
# packages.
chroot_installed() {
	local base debs kver=$1 kernels k p log files=()

	shift
	mapfile -t kernels < <([ -n "${BED_RELEASE:-}" ] && echo "$kver" || "$bed/kernel" --list)
	debs=$("$top/selftests/build/packages") || return
	base=$(chroot_base "$debs" "${kernels[@]}") || return
	root=$(mktemp -d "${base%/*}/.root.XXXXXX") || return
	chmod 755 "$root"
	tar -C "$root" -xf "$base" || return
	# dkms builds for each kernel whose headers it finds
	for k in "${kernels[@]}"; do
		[ "$k" = "$kver" ] || rm -rf "${root:?}/lib/modules/$k"
	done
	mkdir -p "$root/var/tmp/debs"
	cp "$debs"/*.deb "$root/var/tmp/debs"
	for p in "$@"; do
		p=$(echo "$debs/${p}"_*.deb)
		files+=("/var/tmp/debs/${p##*/}")
	done
	log=$(chroot_prepare "$kver" 2>&1 &&
		inside apt-get -qq -y install "${files[@]}" 2>&1) ||
		{ echo "$log" >&2; return 1; }
}
