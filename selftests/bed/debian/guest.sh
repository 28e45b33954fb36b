# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A Debian 12 guest with systemd and udev for tests that boot several times. The disk and the
# NVDIMMs keep their contents between boots. Source it after common.sh and ktap.sh. A test, in
# short:
#
#	. "$bed/debian/guest.sh"
#	guest_need				# skip if a tool is missing
#	work=$(mktemp -d) || exit 1
#	trap 'guest_kill; rm -rf "$work"' EXIT
#	mkdir -p "$work/add/etc/daxkmem.d"	# additional files
#	cp x.conf "$work/add/etc/daxkmem.d/"
#	guest_new "$KVER" "$work/guest" "$work/add" || exit
#	check "the guest boots" guest_boot
#	is "... no unit has failed" "$(guest_failed_units)" ""
#	guest_run 'echo hello > /var/tmp/file; sync'
#	check "the guest reboots" guest_reboot
#	is "... the file still exists" "$(guest_run 'cat /var/tmp/file')" hello
#	guest_run 'slow command > /dev/null 2>&1 &'
#	guest_until 60 'a line on the console'
#	guest_kill			# power failure
#	check "the guest boots again" guest_boot
#	check "the guest powers off" guest_poweroff
#	finish
#
# Each function returns 0 on success. On failure, it prints the end of the console as TAP
# comments and kills the guest. All functions have time limits. A test can have one guest at
# a time.
#
# guest_new KVER DIR [OVERLAY...]  make a guest in DIR that has not booted yet. The
#	first guest_boot installs the modules under test and the files of the
#	OVERLAYs (OVERLAY/etc becomes /etc; all files belong to root) in the running
#	system, as an administrator does. Units that this enables start at the next
#	boot. If VM_ROOT names a directory, that is the root of the disk from the
#	first boot on, with the OVERLAYs, and nothing else is installed.
# guest_boot		start the guest, and wait until multi-user.target is
#	reached, no job is left, and udev has settled
# guest_start		the first half of guest_boot: start without waiting
# guest_wait		the second half of guest_boot
# guest_agent		wait until guest_run works, which is long before the end of
#	the boot
# guest_run [-t SECONDS] TEXT	let bash run TEXT in the guest as root, print its
#	output and return its exit code: 124 after 180 s, or SECONDS; 255 if the
#	guest does not answer. A command started with & continues if its output is
#	redirected.
# guest_reboot		systemctl reboot, and wait as guest_boot does
# guest_down		the first half of guest_reboot: wait for the end of QEMU
# guest_poweroff	systemctl poweroff, and wait for the end of QEMU
# guest_kill		power failure (SIGKILL): the disk and the NVDIMMs keep what
#	the guest has written to them, the contents of RAM are lost
# guest_until SECONDS REGEX	wait for a line on the console of this boot;
#	guest_run 'echo words > /dev/kmsg' writes one
# guest_console		print the console of this boot
# guest_complaints	print warnings and bugs in the kernel log
# guest_failed_units	print the units that failed
#
# guest_install_tool DIR	install the tool, without documentation, into DIR, for
#	an OVERLAY; the guest has Debian's libraries
#
# A test can set these variables for the following boots:
# guest_kind=NAME	a machine of machines/ instead of nvdimm: two_nvdimms (where
#	the device of the first NVDIMM may not be dax0.0); with guest_form=cold also
#	another one, after guest_new
# guest_append=TEXT	kernel parameters
# guest_keep=1		keep QEMU across reboots instead of starting a new one
# guest_launch ARG...	a function that replaces the one below, for another machine:
#	executes QEMU with $guest_kver, $guest_dir/initrd, the kernel parameters
#	$guest_words and $guest_append, and the ARGs (disk, console, agent, monitor)
# guest_form=cold	boot the guest at the first guest_boot (as BED_COLD does)
# NVDIMM_MB	as in machine.sh; set it before sourcing this file
# For guest_new: VM_ROOT and VM_XEN, as in image

# shellcheck source=../guest.sh
. "$bed/guest.sh"
# shellcheck source=../machine.sh
. "$bed/machine.sh"
# shellcheck source=../userland/modules.sh
. "$bed/userland/modules.sh"

guest_kind=nvdimm guest_append="" guest_keep="" guest_dir="" guest_form=lent
# systemd shows its progress without colours, and line by line
guest_words="TERM=dumb"
# Seconds; an idle machine needs a tenth of them.
guest_boot_limit=240 guest_off_limit=120
guest_payload_mb=128
# Print TAP comments even if the output of a function is captured.
exec {guest_tap}>&1

guest_need() {
	need qemu-system-x86_64 qemu-system-x86
	need busybox busybox-static
	need cpio cpio
	need modprobe kmod
	need mke2fs e2fsprogs
	need mmdebstrap mmdebstrap
	[ "$(id -u)" = 0 ] || need fakeroot fakeroot
}

# guest_begin: set up a test with a Debian guest; sets work and kver
guest_begin() {
	guest_need
	need scdoc scdoc
	work=$(mktemp -d) || exit 1
	kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
	trap 'guest_kill; rm -rf "$work"' EXIT
}

guest_install_tool() {
	local log

	log=$(make -s -C "$top" install DESTDIR="$1" 2>&1) ||
		{ echo "$log" >&2; return 1; }
	rm -rf "${1:?}/usr/share"
}

# guest_files KVER DIR: make the guest's directory, with the FIFOs of the agent
guest_files() {
	guest_kver=$1 guest_dir=$2
	mkdir -p "$guest_dir" || return
	rm -f "$guest_dir"/{nvdimm*,pid,agent.in,agent.out,fresh,install,payload}
	truncate -s "${guest_payload_mb}M" "$guest_dir/payload"
	mkfifo "$guest_dir"/agent.{in,out} || return
	[ -z "${guest_to:-}" ] || exec {guest_to}>&- {guest_from}<&-
	# Open both for reading and writing. Otherwise each end would wait for the other.
	exec {guest_to}<> "$guest_dir/agent.in" {guest_from}<> "$guest_dir/agent.out"
}

guest_new() {
	local template d

	guest_files "$1" "$2" || return
	shift 2
	if [ -n "${VM_ROOT:-}" ]; then
		"$bed/debian/image" "$guest_kver" "$guest_dir/disk" "$@" &&
			"$bed/debian/initrd" "$guest_kver" "$guest_dir/initrd"
		return
	fi
	template=$("$bed/debian/template" "$guest_kver" "$guest_kind") || return
	for d in disk initrd "$template"/nvdimm*; do
		cp --sparse=always "$template/${d##*/}" "$guest_dir/" || return
	done
	guest_payload "$template" "$@" || return
	[ "${guest_form}${BED_COLD:-}" != lent ] || echo "$template" > "$guest_dir/fresh"
	touch "$guest_dir/install"
}

# guest_payload TEMPLATE OVERLAY...: make the disk that guest_install unpacks
guest_payload() {
	local root=$guest_dir/root o template=$1

	shift
	rm -rf "$root"
	mkdir -p "$root"
	[ -e "$VM_CACHE/build/$guest_kver/drivers/dax/kmem/dax_kmem.ko" ] && [ -n "${BED_BUILT:-}" ] ||
		"$bed/build" "$guest_kver" > /dev/null || return
	module_index "$guest_kver" "$template" "$root" || return
	for o in "$@"; do
		tar -C "$o" -c . | tar -C "$root" --keep-directory-symlink -x || return
	done
	chmod 755 "$root"
	tar -C "$root" --owner=0 --group=0 -cf "$guest_dir/payload" . || return
	truncate -s "${guest_payload_mb}M" "$guest_dir/payload"
	rm -rf "$root"
}

# guest_install: set the clock and the random numbers, which are those of the template until
# then, and install the modules under test and the OVERLAYs in the running Debian
guest_install() {
	local seed

	seed=$(od -An -v -tx1 -N 64 /dev/urandom | tr -d ' \n')
	guest_run -t 120 "date -s @$(date +%s) > /dev/null
		s=$seed; for ((i = 0; i < 128; i += 2)); do printf '%b' \"\\x\${s:i:2}\"; done | reseed
		blockdev --flushbufs /dev/vdb &&
		tar -C / --keep-directory-symlink --no-overwrite-dir -xf /dev/vdb &&
		systemctl daemon-reload && udevadm control --reload && sync" ||
		{ guest_lost "cannot install what is under test"; return 1; }
	rm -f "$guest_dir/install"
}

# All state is in files, because a function may be called in a subshell.
guest_alive() {
	[ -s "$guest_dir/pid" ] && kill -0 "$(< "$guest_dir/pid")" 2> /dev/null
}

guest_kill() {
	guest_alive && kill -9 "$(< "$guest_dir/pid")"
	guest_gone 20
}

# guest_gone SECONDS: wait for the end of QEMU
guest_gone() {
	local end=$(($(guest_now) + $1))

	while guest_alive; do
		[ "$(guest_now)" -lt $end ] || return 1
		sleep 0.05
	done
	rm -f "$guest_dir/pid"
}

# The output since the start of this boot.
guest_console() {
	tail -c "+$(< "$guest_dir/from")" "$guest_dir/console" | tr -d '\r'
}

# guest_lost TEXT: print TEXT and the end of the console, and kill the guest
guest_lost() {
	{
		echo "# the guest $1; the end of its console:"
		guest_console | tail -n 40 | sed 's/^/# /'
		sed 's/^/# QEMU: /' "$guest_dir/qemu"
	} >&"$guest_tap"
	guest_kill
	return 1
}

# Discards what an earlier guest left unread.
guest_drain() {
	local _

	while read -r -t 0.01 -u "$guest_to" _; do :; done
	while read -r -t 0.01 -u "$guest_from" _; do :; done
}

# guest_launch FORM ARG...: execute QEMU with the disk's kernel; called in a subshell
guest_launch() {
	local form=$1 kdir template program

	shift
	template=$(cat "$guest_dir/fresh" 2> /dev/null || echo "$guest_dir")
	load_machine "$guest_kind" "$form" "$guest_dir" "$template" "$guest_kver"
	make_nvdimms
	kdir=$("$bed/kernel" "$guest_kver") || exit 1
	program=$(qemu_program) || exit 1
	exec "$program" -accel "$(accel_words)" -cpu "$cpu" -smp 2 \
		-display none -nodefaults -no-reboot "${qemu[@]}" \
		-kernel "$kdir/boot/vmlinuz-$guest_kver" -initrd "$guest_dir/initrd" \
		-append "$(kernel_words "$guest_kver") $append $guest_words $guest_append" "$@"
}

# guest_qmp_of DIR: open the guest's monitor for qmp and hmp
guest_qmp_of() {
	exec {qmp_to}<> "$1/qmp.in" {qmp_from}<> "$1/qmp.out"
	[ -e "$1/qmp-hello" ] || { qmp_hello && touch "$1/qmp-hello"; }
}

guest_start() {
	local again=() n=400 form=cold

	guest_kill
	guest_drain
	rm -f "$guest_dir"/qmp-hello "$guest_dir/restored"
	guest_qmp_open "$guest_dir" || return
	[ "$guest_form" != saved ] || form=saved
	[ ! -e "$guest_dir/fresh" ] || { form=lent; again+=(-incoming defer); }
	[ -z "$guest_keep" ] || again+=(-action reboot=reset)
	: > "$guest_dir/console"
	echo 1 > "$guest_dir/from"
	# cache=unsafe: data that QEMU has accepted from the guest survive the end of
	# QEMU without being flushed to a real disk.
	guest_launch $form "${again[@]}" -pidfile "$guest_dir/pid" \
		-drive "file=$guest_dir/disk,if=none,id=disk,format=raw,cache=unsafe" \
		-device virtio-blk-pci,drive=disk,bus=pcie.0 \
		-drive "file=$guest_dir/payload,if=none,id=payload,format=raw,readonly=on" \
		-device virtio-blk-pci,drive=payload,bus=pcie.0 \
		-serial "file:$guest_dir/console" -qmp "pipe:$guest_dir/qmp" \
		-chardev "pipe,id=agent,path=$guest_dir/agent" \
		-serial chardev:agent < /dev/null > "$guest_dir/qemu" 2>&1 &
	# Do not report that it was killed.
	disown
	until guest_alive; do
		[ $((n--)) -gt 0 ] || { guest_lost "does not start"; return 1; }
		sleep 0.05
	done
	[ $form = lent ] || return 0
	guest_restore "$(< "$guest_dir/fresh")/state" ||
		{ guest_lost "cannot be restored"; return 1; }
	touch "$guest_dir/qmp-hello" "$guest_dir/restored"
	rm -f "$guest_dir/fresh"
}

# guest_now: the guest's own clock in seconds (see guest_own_ms)
guest_now() {
	local pid ms

	pid=$(cat "$guest_dir/pid" 2> /dev/null) && ms=$(guest_own_ms "$pid") || ms=0
	echo $((ms / 1000))
}

# guest_line WHEN: set said to the guest's next line; false if guest_now reaches WHEN or the
# guest ends
guest_line() {
	local part

	said=""
	while [ "$(guest_now)" -lt "$1" ]; do
		IFS= read -r -t 0.5 -u "$guest_from" part
		case $?:$part in
		0:*) said+=$part; return 0 ;;
		*:) guest_alive || return 1 ;;
		*) said+=$part ;;
		esac
	done
	return 1
}

guest_agent() {
	local said end=$(($(guest_now) + guest_boot_limit))

	while guest_line $end; do
		[[ $said != "@agent "* ]] || return 0
	done
	guest_lost "does not get as far as its agent"
}

# guest_send SECONDS TEXT: send TEXT as one line of ASCII; sets id
guest_send() {
	id=$SRANDOM
	(LC_ALL=C && printf '%s %s %q\n' "$id" "$1" "$2" >&"$guest_to")
}

guest_run() {
	local limit=180 id said end

	[ "$1" != -t ] || { limit=$2; shift 2; }
	end=$(($(guest_now) + limit + 20))
	guest_send "$limit" "$1"
	while guest_line $end; do
		case $said in
		">$id "*) printf '%s\n' "${said#*" "}" ;;
		"@exit $id "*) return "${said##* }" ;;
		esac
	done
	guest_lost "does not answer"
	return 255
}

# Wait until no job is left, including jobs for devices that udev has just processed.
guest_booted='until [ -e /run/vm-booted ]; do sleep 0.2; done
while systemctl is-system-running | grep -qE "initializing|starting"; do
	sleep 0.2
done
udevadm settle'

guest_wait() {
	# The agent of a restored guest has already reported that it runs.
	if [ -e "$guest_dir/restored" ]; then
		rm -f "$guest_dir/restored"
	else
		guest_agent || return
	fi
	guest_run -t "$guest_boot_limit" "$guest_booted" > /dev/null || {
		guest_run "systemctl list-jobs; systemctl --failed" |
			sed 's/^/# /' >&"$guest_tap"
		guest_lost "does not finish its boot"
		return 1
	}
	! guest_console | grep -aq 'Kernel panic' || { guest_lost "panicked"; return 1; }
	[ ! -e "$guest_dir/install" ] || guest_install
}

# guest_reaches_init: false if the guest dies before its init runs; true also after a timeout
guest_reaches_init() {
	local end=$(($(guest_now) + guest_boot_limit))

	[ ! -e "$guest_dir/restored" ] || return 0
	until guest_console | grep -aq 'as init process'; do
		guest_alive || return 1
		[ "$(guest_now)" -lt $end ] || return 0
		sleep 0.3
	done
}

# Under emulation, a kernel may die before its init runs. Such a death is recorded and
# printed, and the guest boots once more.
guest_boot() {
	guest_start || return
	if ! guest_reaches_init; then
		guest_died_in_boot "$guest_kver debian ${0##*/}" "$guest_dir"
		echo "# it died before its init ran, and so tested nothing; it boots once more" >&"$guest_tap"
		guest_start || return
	fi
	guest_wait
}

# guest_end reboot|poweroff: send the command to systemd, without waiting for an answer
guest_end() {
	local id

	guest_alive || { guest_lost "is not running"; return 1; }
	guest_send 60 "systemctl $1"
}

guest_reboot() {
	local size

	size=$(stat -c %s "$guest_dir/console")
	guest_end reboot || return
	if [ -n "$guest_keep" ]; then
		echo $((size + 1)) > "$guest_dir/from"
		guest_wait
		return
	fi
	guest_down_end && guest_boot
}

guest_down() {
	guest_end reboot && guest_down_end
}

guest_down_end() {
	guest_gone "$guest_off_limit" || { guest_lost "does not reboot"; return 1; }
	guest_console | grep -aq 'reboot: Restarting system' ||
		{ guest_lost "died instead of rebooting"; return 1; }
}

guest_poweroff() {
	guest_end poweroff || return
	guest_gone "$guest_off_limit" ||
		{ guest_lost "does not power off"; return 1; }
	guest_console | grep -aq 'reboot: Power down' ||
		guest_lost "died instead of powering off"
}

# tail prints the line as soon as it is written, and exits at the end of QEMU. SECONDS is for
# an idle host; a busy one gets six times as long.
guest_until() {
	guest_alive || { guest_lost "is not running"; return 1; }
	timeout $(($1 * 6)) tail -f --pid "$(< "$guest_dir/pid")" \
		-c "+$(< "$guest_dir/from")" "$guest_dir/console" |
		grep -aqE "$2" || guest_lost "did not print $2 within $(($1 * 6)) s"
}

guest_complaints() {
	guest_run dmesg |
		grep -E 'WARNING:|BUG:|Oops|Call Trace:|blocked for more than|soft lockup'
}

guest_failed_units() {
	guest_run "systemctl list-units --failed --plain --no-legend | cut -d' ' -f1"
}
