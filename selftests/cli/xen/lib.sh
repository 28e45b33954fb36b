# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# daxkmem-xen on a model of a Xen host, see host.h for its files. Sets work, host, root and
# devices. DAXKMEM_XEN names another program to test.

fakes=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../vm/tests/ktap.sh
. "$fakes/../../vm/tests/ktap.sh"
# shellcheck source=../json.sh
. "$fakes/../json.sh"
tool=${DAXKMEM_XEN:-$fakes/../../../tools/daxkmem/xen/daxkmem-xen}

# cannot_test REASON: skips the test, or fails it if CI is set
cannot_test() {
	if [ -n "${CI:-}" ]; then
		echo "Bail out! $1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}

pkg-config --exists xenlight xencontrol 2> /dev/null ||
	cannot_test "libxen-dev is missing; install it"
[ -x "$tool" ] ||
	cannot_test "$tool is not built; run make tools"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# The lock lets concurrent tests build the fakes once.
flock "$fakes" make -s -C "$fakes" > "$work/make" 2>&1 || {
	sed 's/^/# /' "$work/make"
	echo "Bail out! the fakes of Xen's libraries do not build"
	exit 1
}

host=$work/host
root=$host/root
devices=$root/sys/bus/dax/devices
export FAKE_XEN=$host
mib=$((1 << 20))
gib=$((1 << 30))
# The start of the device, as an address of the host and as a frame of 4 KiB.
start=$((0x140000000))
mfn=$((start >> 12))
uuid=dd10a2bf-4ee4-4ae5-8b23-e6f4a5a6ae10

# put FILE TEXT
put() {
	[ -d "${1%/*}" ] || mkdir -p "${1%/*}"
	echo "$2" > "$1"
}

# new_host: node 0 with 5 GiB, 4 of them free; Dom0; and no device
new_host() {
	local f

	rm -rf "$host"
	for f in bind unbind new_id remove_id bind_unplugged; do
		put "$root/sys/bus/dax/drivers/dax_kmem_xen/$f" ""
	done
	mkdir -p "$devices" "$root/etc" "$root/dev" "$root/run" \
		"$root/var/lib" "$root/var/log/xen"
	put "$root/sys/hypervisor/type" xen
	node 0 $((5 * gib)) $((4 * gib)) 0
	new_domain 0 pv Domain-0 0x40000 0x1000
}

# node NUMBER SIZE FREE START
node() {
	put "$host/nodes/$1" "$2 $3 $4"
}

# new_domain NUMBER TYPE NAME PAGES MFN: its frames from 0 on are those of the host from MFN on
new_domain() {
	local d=$host/domains/$1

	put "$d/type" "$2"
	put "$d/uuid" "$(printf '%032x' $((0xaa00 + $1)))"
	put "$d/p2m" "0x0 $4 $5 ram"
	put "$d/max_pages" "$(($4))"
	echo "/local/domain/$1/name=$3" >> "$host/xenstore"
	put "$host/next_domid" $(($1 + 1))
}

# new_device NAME [START [UUID]]: 4 GiB of persistent memory without a driver
new_device() {
	local n=${1#dax} at=${2:-$start} up d

	n=${n%.*}
	up=devices/region$n/dax$n.1
	d=$root/sys/$up/$1
	mkdir -p "$d"
	ln -sfn "../../../$up/$1" "$devices/$1"
	put "$d/size" $((4 * gib))
	put "$d/target_node" 1
	put "$d/uevent" ""
	put "$d/mapping0/start" "$(printf '%#x' "$at")"
	put "$d/mapping0/end" "$(printf '%#x' $((at + 4 * gib - 1)))"
	put "$root/sys/$up/namespace" "namespace$n.0"
	put "$root/sys/$up/uuid" "${3:-$uuid}"
	put "$root/sys/$up/../resource" "$(printf '%#x' "$at")"
	: > "$root/sys/$up/../badblocks"
}

# held NAME STATE: binds the device to dax_kmem_xen
held() {
	local d=$devices/$1/dax_kmem_xen

	ln -sfn "$root/sys/bus/dax/drivers/dax_kmem_xen" "$devices/$1/driver"
	put "$d/state" "$2"
	put "$d/pxm" 1
	put "$d/xen_node" -1
	put "$d/donated_size" 0
	put "$d/withheld_size" 0
	put "$d/extents" ""
	put "$d/memflags" ""
	: > "$d/bad_pages"
}

# pool NAME: donates 4 GiB of the device as node 1 of the hypervisor; 3 GiB are free
pool() {
	local d=$devices/$1/dax_kmem_xen at

	held "$1" donated
	at=$(($(< "$devices/$1/mapping0/start")))
	put "$d/xen_node" 1
	put "$d/donated_size" $((4 * gib))
	put "$d/extents" "$(printf '0x%016x-0x%016x' $at $((at + 4 * gib - 1)))"
	put "$d/memflags" 0x20200
	node 1 $((4 * gib)) $((3 * gib)) $at
}

# breaks LINE...: makes calls fail; called() in host.c describes the lines
breaks() {
	printf '%s\n' "$@" > "$host/fail"
}

# node_free NUMBER: prints the free bytes
node_free() {
	local size free rest

	read -r size free rest < "$host/nodes/$1"
	echo "$free"
}

# domain NUMBER FILE
domain() {
	cat "$host/domains/$1/$2"
}

# attr NAME FILE: prints an attribute of the driver
attr() {
	cat "$devices/$1/dax_kmem_xen/$2"
}

# all_domains: prints their numbers on one line
all_domains() {
	(cd "$host/domains" && echo *)
}

# calls FUNCTION: prints the arguments of each call on a line
calls() {
	sed -n "s/^$1 //p" "$host/log"
}

# run WORD...: sets rc, out and err
run() {
	here_run --sysroot "$root" "$@"
}

# here_run WORD...: the same without --sysroot
here_run() {
	: > "$host/log"
	PATH=$work/bin:$fakes:$PATH LD_PRELOAD=$fakes/fakes.so timeout 60 "$tool" "$@" \
		> "$work/out" 2> "$work/err"
	rc=$?
	[ -n "${keep_failures:-}" ] || rm -f "$host/fail"
	# shellcheck disable=SC2034
	out=$(< "$work/out") err=$(< "$work/err")
}

# says TEXT REGEX WORD...: the command succeeds, its output matches, and there is no error
says() {
	local text=$1 regex=$2

	shift 2
	run "$@"
	if [ "$rc" = 0 ] && [ -z "$err" ] && [[ $out =~ $regex ]]; then
		pass "$text"
	else
		fail "$text" "$* => $rc $out $err, wanted $regex"
	fi
}

# refuses TEXT CODE REGEX WORD...: exits with CODE, the error matches, and there is no output
refuses() {
	local text=$1 code=$2 regex=$3

	shift 3
	run "$@"
	if [ "$rc" = "$code" ] && [ -z "$out" ] && [[ $err =~ $regex ]]; then
		pass "$text"
	else
		fail "$text" "$* => $rc $out $err, wanted $code $regex"
	fi
}

# until_true COMMAND...: repeats it for at most 5 seconds
until_true() {
	local i

	for ((i = 0; i < 100; i++)); do
		"$@" && return
		sleep 0.05
	done
	return 1
}

# no_xl: true if no process has $guest on its command line, as that of xl would
no_xl() {
	! grep -aqsFf <(echo "$guest") /proc/[0-9]*/cmdline
}

# compact: prints $out without white space, to compare JSON
compact() {
	tr -d ' \n' <<< "$out"
}
