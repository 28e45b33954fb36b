# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests in Dom0 share: test points, and words for a Xen host. Dom0 has its
# daemons and a devdax namespace on each NVDIMM when a test begins.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../vm/tests/ktap.sh
. "$here/ktap.sh"

bus=/sys/bus/dax
drv=$bus/drivers/dax_kmem_xen
DEV=${DEV:-dax0.0}
group=$((256 << 20))

# until_true SECONDS COMMAND...: of an idle host; a loaded one gets six times as many
until_true() {
	local end=$((SECONDS + $1 * 6))

	shift
	until "$@" > /dev/null 2>&1; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.2
	done
}

dev() {
	echo "$bus/devices/${1:-$DEV}"
}

# attr NAME [DEV]
attr() {
	cat "$(dev "${2:-}")/dax_kmem_xen/$1"
}

# try FILE WORD: prints ok, or the errno
try() {
	sysw "$1" "$2"
}

driver_of() {
	local link

	link=$(readlink "$(dev "${1:-}")/driver") && echo "${link##*/}"
}

# bind_dev [DEV]: names it and binds it, which donates it; prints ok or the
# errno
bind_dev() {
	try $drv/new_id "${1:-$DEV}" > /dev/null
	[ "$(driver_of "${1:-}")" = dax_kmem_xen ] && { echo ok; return; }
	try $drv/bind "${1:-$DEV}"
}

# hold_dev [DEV]: binds it without donating it
hold_dev() {
	try $drv/bind_unplugged "${1:-$DEV}"
}

# node_mb NODE FIELD: memsize or memfree of a node of Xen's, in MiB; nothing if
# there is no such node
node_mb() {
	xl info -n 2> /dev/null | awk -v n="$1:" -v f="$2" '
		/^numa_info/ { in_numa = 1 }
		/^xen_major/ { in_numa = 0 }
		in_numa && $1 == n { print f == "memsize" ? $2 : $3 }'
}

# the kernel's lines since mark
mark() {
	dmesg | wc -l > /tmp/mark
}

log_since() {
	dmesg | tail -n "+$(($(cat /tmp/mark) + 1))"
}

# For killstep, which kills the tool after a given system call.
start_tracing() {
	mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null
	[ -d /sys/kernel/tracing/events/raw_syscalls ]
}

# QEMU's emulation sometimes takes an interrupt to a PVH guest in user mode for
# one in the guest's kernel, which then has the wrong GS base. The kernel dies in
# asm_sysvec_xen_hvm_callback(). That is the only death that is the emulator's.
# killed_by_emulator NAME
killed_by_emulator() {
	local log=/var/log/xen/console/guest-$1.log

	grep -qa 'Kernel panic\|end trace' "$log" 2> /dev/null &&
		grep -qa asm_sysvec_xen_hvm_callback "$log"
}

# start and length of the device, as its ranges have them in /proc/iomem
dev_start() {
	printf '%d\n' "$(cat "$(dev "${1:-}")/resource")"
}

dev_size() {
	cat "$(dev "${1:-}")/size"
}
