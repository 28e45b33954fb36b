# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for guests that map parts of a device. Source this file after lib.sh.

mib=$((1 << 20))

# make_guest NAME [WORD...]: creates a paused guest of TYPE (pvh by default) and appends the
# words to its kernel command line
make_guest() {
	local name=$1

	shift
	cat > "/tmp/$name.cfg" <<-END
		name = "$name"
		type = "${TYPE:-pvh}"
		kernel = "/boot/vmlinuz"
		ramdisk = "/boot/initrd"
		extra = "console=hvc0 quiet nopti $*"
		memory = 256
		vcpus = 1
		tsc_mode = "native"
		on_poweroff = "destroy"
		on_crash = "preserve"
	END
	xl create -p "/tmp/$name.cfg" > "/tmp/$name.create" 2>&1 ||
		sed 's/^/# /' "/tmp/$name.create"
}

id_of() {
	xl domid "$1" 2> /dev/null
}

# lives NAME
lives() {
	[ -n "$(id_of "$1")" ]
}

gone() {
	! lives "$1"
}

said() {
	tr -d '\r' 2> /dev/null < "/var/log/xen/console/guest-$1.log"
}

finished() {
	said "$1" | grep -q "guest: ready\|Kernel panic\|end trace"
}

# run_guest NAME SECONDS: unpauses the guest, waits until it is ready, prints its messages
run_guest() {
	xl unpause "$1" > /dev/null 2>&1
	until_true "$2" finished "$1" || echo "# the guest did not finish"
	said "$1" | sed -n 's/^guest: //p'
	said "$1" | grep -q "guest: ready" || said "$1" | tail -n 30 | sed 's/^/# /'
}

# is_unless_dead TEXT GOT WANT NAME...: like is(), for output of these guests. If it differs
# and the emulator killed one of them, the point is a TODO.
is_unless_dead() {
	local name

	for name in "${@:4}"; do
		killed_by_emulator "$name" || continue
		[ "$2" = "$3" ] && break
		todo "$1" "emulator: guest $name died in asm_sysvec_xen_hvm_callback()"
		return
	done
	is "$1" "$2" "$3"
}

end_guest() {
	xl destroy "$1" > /dev/null 2>&1
	until_true 60 gone "$1"
}

# dx WORD...: runs daxkmem xen; prints its output and exit code
dx() {
	daxkmem xen "$@" 2>&1
	echo "exit $?"
}

# parts [DEV]: prints a line "use offset size domain gfn health" for each part
parts() {
	daxkmem xen maps "${1:-$DEV}" --bytes 2>&1 |
		awk 'NR > 1 { print $4, $2, $3, $6, $7, $8 }'
}

# judged_maps [DEV]: prints the JSON of xen maps, which the host checks against its schema
judged_maps() {
	echo "@json xen-maps $(daxkmem xen maps "$@" --json | tr -d '\n')"
}
