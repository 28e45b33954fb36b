# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A Debian of this machine's release that our packages can be installed in, with
# all that they and the building of the module want. Source it after common.sh.

# Skips where the packages cannot be built and installed.
chroot_need() {
	[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP a chroot wants root"; exit 0; }
	need mmdebstrap mmdebstrap
}

# dependencies FOLDER: packages that those in it depend on, by name
dependencies() {
	local deb own

	own=$(for deb in "$1"/*.deb; do dpkg-deb -f "$deb" Package; done)
	for deb in "$1"/*.deb; do
		dpkg-deb -f "$deb" Depends Pre-Depends
	done | sed 's/^[A-Za-z-]*: //' | tr , '\n' | awk 'NF { print $1 }' |
		grep -vxF "$own" | sort -u
}

# chroot_base FOLDER KVER...: prints a tar file, made if need be. openssl makes
# the key that dkms signs with, man-db shows man pages; what was built with Xen's
# library has Xen's tools beside it. It is the same for all who name all kernels.
chroot_base() {
	local wanted folder=$1

	shift
	mapfile -t wanted < <(dependencies "$folder"
		dependencies "$folder" | sed -n 's/^libxenmisc/xen-utils-/p'
		echo openssl; echo man-db
		printf 'linux-headers-%s\n' "$@")
	"$top/selftests/bed/debian/root" "${wanted[@]}"
}

# inside COMMAND...: in the chroot $root, with /proc
inside() {
	# shellcheck disable=SC2016
	unshare --mount --pid --fork --kill-child sh -c \
		'mount -t proc proc "$0/proc" && exec chroot "$0" env -i \
			PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
			DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@"
}

# The sources in the clean Debian; packages that are built appear beside them.
sources_inside=/usr/src/build/dax-kmem

# in_sources WORD...: in the sources in the chroot $root, as an administrator does,
# the commands of README.md that the words stand in, with what $more adds to each
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

# Before dkms makes one of its own.
make_key() {
	inside openssl req -new -x509 -nodes -days 2 -subj "/CN=thrown away" \
		-newkey rsa:2048 -keyout /var/lib/dkms/mok.key -outform DER \
		-out /var/lib/dkms/mok.pub
}

# chroot_prepare KVER...: as on a machine, where a kernel brings modules.dep and
# the like, and ldconfig has run before
chroot_prepare() {
	local kver

	for kver in "$@"; do
		touch "$root/lib/modules/$kver/modules."{order,builtin,builtin.modinfo}
		inside depmod "$kver" || return
	done
	inside ldconfig && make_key
}

# chroot_installed KVER NAME...: sets root to a new one for the kernel KVER, where
# apt has installed our packages of these names, with their .deb files and those
# of our other packages in /var/tmp/debs
chroot_installed() {
	local base debs kver=$1 kernels k p log files=()

	shift
	mapfile -t kernels < <("$bed/kernel" --list)
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
