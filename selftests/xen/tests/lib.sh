# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions that the tests in Dom0 share. When a test begins, Xen's daemons run in Dom0 and
# each NVDIMM has a devdax namespace.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../vm/tests/ktap.sh
. "$here/ktap.sh"

bus=/sys/bus/dax
drv=$bus/drivers/dax_kmem_xen
DEV=${DEV:-dax0.0}
group=$((256 << 20))

# until_true SECONDS COMMAND...: waits until the command succeeds. The limit is SECONDS * 6,
# because the host may be busy.
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

# try FILE WORD: writes WORD to FILE; prints ok or the errno
try() {
	sysw "$1" "$2"
}

driver_of() {
	local link

	link=$(readlink "$(dev "${1:-}")/driver") && echo "${link##*/}"
}

# needs_patch: whether this Xen panics when memory is added, unless it is patched
needs_patch() {
	[ "$(cat /sys/hypervisor/version/minor)" -ge 18 ]
}

# patched COMMAND...: runs a command. If this Xen needs the live patch, it is applied while
# the command runs, and the driver trusts that.
patched() {
	local trust=/sys/module/dax_kmem_xen/parameters/trust_xen ready="" rc

	needs_patch || { "$@"; return; }
	coproc daxkmem-xen-hotadd hold
	read -r ready <&"${COPROC[0]}"
	[ "$ready" = "ready live_patch" ] || { echo "$ready"; return 1; }
	echo 1 > $trust
	"$@"
	rc=$?
	echo 0 > $trust
	eval "exec ${COPROC[1]}>&-"
	wait "$COPROC_PID"
	return $rc
}

# donate [DEV]: donates a device that is bound; prints ok or the errno
donate() {
	local word=donated

	! needs_patch || word="donated live_patch"
	patched try "$(dev "${1:-}")/dax_kmem_xen/state" "$word"
}

# bind_dev [DEV]: adds the device to new_id and binds it, which donates it; prints ok or
# the errno
bind_dev() {
	patched bind_unpatched "$@"
}

bind_unpatched() {
	try $drv/new_id "${1:-$DEV}" > /dev/null
	[ "$(driver_of "${1:-}")" = dax_kmem_xen ] && { echo ok; return; }
	try $drv/bind "${1:-$DEV}"
}

# hold_dev [DEV]: binds the device without donating it
hold_dev() {
	try $drv/bind_unplugged "${1:-$DEV}"
}

# node_mb NODE FIELD: prints memsize or memfree of a Xen node in MiB, nothing if Xen has no
# such node
node_mb() {
	xl info -n 2> /dev/null | awk -v n="$1:" -v f="$2" '
		/^numa_info/ { in_numa = 1 }
		/^xen_major/ { in_numa = 0 }
		in_numa && $1 == n { print f == "memsize" ? $2 : $3 }'
}

# mark, log_since: log_since prints the kernel log since mark
mark() {
	dmesg | wc -l > /tmp/mark
}

log_since() {
	dmesg | tail -n "+$(($(cat /tmp/mark) + 1))"
}

# start_tracing: killstep, which kills the tool after a given system call, needs tracefs
start_tracing() {
	mount -t tracefs tracefs /sys/kernel/tracing 2> /dev/null
	[ -d /sys/kernel/tracing/events/raw_syscalls ]
}

# killed_by_emulator NAME: whether the guest crashed because of a bug in QEMU. QEMU sometimes
# delivers an interrupt that arrives in a PVH guest's user mode as if the guest were in kernel
# mode. The guest's kernel then has the wrong GS base and crashes in
# asm_sysvec_xen_hvm_callback(). No other crash is attributed to QEMU.
killed_by_emulator() {
	local log=/var/log/xen/console/guest-$1.log

	grep -qa 'Kernel panic\|end trace' "$log" 2> /dev/null &&
		grep -qa asm_sysvec_xen_hvm_callback "$log"
}

# dev_start, dev_size: start and size of the device in bytes
dev_start() {
	printf '%d\n' "$(cat "$(dev "${1:-}")/resource")"
}

dev_size() {
	cat "$(dev "${1:-}")/size"
}
