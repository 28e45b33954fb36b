# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Guests that see parts of a device. Source it after lib.sh.

mib=$((1 << 20))

# make_guest NAME [WORD...]: paused, its console in a file; the words are its
# kernel's command line. TYPE= is pvh, if it is not said
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

# run_guest NAME SECONDS: what it says of what it did
run_guest() {
	xl unpause "$1" > /dev/null 2>&1
	until_true "$2" finished "$1" || echo "# no end of it"
	said "$1" | sed -n 's/^guest: //p'
	said "$1" | grep -q "guest: ready" || said "$1" | tail -n 30 | sed 's/^/# /'
}

# is_unless_dead TEXT GOT WANT NAME...: as is(), for what these guests did. A guest
# that the emulator killed decides nothing, and is shown.
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

# dx WORD...: daxkmem xen, and its exit code
dx() {
	daxkmem xen "$@" 2>&1
	echo "exit $?"
}

# parts [DEV]: "use offset size domain gfn health", a line each
parts() {
	daxkmem xen maps "${1:-$DEV}" --bytes 2>&1 |
		awk 'NR > 1 { print $4, $2, $3, $6, $7, $8 }'
}

# judged_maps [DEV]: the list as JSON is looked at outside
judged_maps() {
	echo "@json xen-maps $(daxkmem xen maps "$@" --json | tr -d '\n')"
}
