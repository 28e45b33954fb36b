# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A plain guest: a kernel, a machine of machines/, and the userland of
# userland/plain. Source it after common.sh.

# shellcheck source=guest.sh
. "$bed/guest.sh"
# shellcheck source=machine.sh
. "$bed/machine.sh"

payload_mb=${PAYLOAD_MB:-64}
plain_console=()

# plain_need [MACHINE KVER]: skip the test if programs are missing that a guest needs
plain_need() {
	need qemu-system-x86_64 qemu-system-x86
	need busybox busybox-static
	need cpio cpio
	need modprobe kmod
	need ndctl ndctl
	need daxctl daxctl
	need numactl numactl
	work=$(mktemp -d) || exit 1
	trap 'plain_end; rm -rf "$work"' EXIT
	[ $# -eq 0 ] || load_machine "$1" cold "$work" "$work" "$2"
	[ -z "${qemu_suite:-}" ] || need mmdebstrap mmdebstrap
}

plain_end() {
	[ -z "${guest_pid:-}" ] || kill -9 "$guest_pid" 2> /dev/null
	guest_pid=""
}

# plain_qemu DIR KVER ARG...: execute QEMU with the loaded machine. The first serial port is
# the console: the file DIR/console, or the arguments in plain_console.
plain_qemu() {
	local dir=$1 kver=$2 kdir program console=(-serial "file:$1/console")

	shift 2
	[ ${#plain_console[@]} -eq 0 ] || console=("${plain_console[@]}")
	kdir=$("$bed/kernel" "$kver") && program=$(qemu_program) || exit 1
	exec "$program" -accel "$(accel_words)" -cpu "$cpu" -smp "$cpus" \
		-display none -nodefaults -no-reboot "${qemu[@]}" \
		-drive "file=$dir/payload,if=none,id=payload,format=raw,readonly=on" \
		-device virtio-blk-pci,drive=payload,bus=pcie.0 \
		-qmp "pipe:$dir/qmp" -kernel "$kdir/boot/vmlinuz-$kver" \
		-append "$(kernel_words "$kver") ${use_nvdimm:+bed.nvdimm} ${use_cxl:+bed.cxl} $append" \
		"${console[@]}" "$@" 2> "$dir/qemu"
}

# plain_conf KVER: print the contents of /bed/conf, with the caller's variables mode and test
plain_conf() {
	printf 'export SEED=%q CYCLES=%q\nkver=%q seed=%s now=%s auto_online=%q coverage=%q mode=%q test=%q\n' \
		"${SEED:-1}" "${CYCLES:-}" "$1" \
		"$(od -An -v -tx1 -N 64 /dev/urandom | tr -d ' \n')" \
		"$(date +%s)" "${auto_online:-}" "${COVERAGE:-}" "$mode" "${test:-}"
}

# plain_payload DIR TAR KVER [FILE...]: make the guest's disk, with each FILE in /bed, and
# the file $plain_test, if set, in /tests. Sets payload_bytes.
plain_payload() {
	local dir=$1 tar=$2 kver=$3

	shift 3
	mkdir -p "$dir/more"/{bed,tests}
	plain_conf "$kver" > "$dir/more/bed/conf"
	[ $# -eq 0 ] || cp -r "$@" "$dir/more/bed/"
	[ -z "${plain_test:-}" ] || cp "$plain_test" "$dir/more/tests/"
	{
		cat "$tar"
		tar -C "$dir/more" --owner=0 --group=0 -b 1 -c bed tests
	} > "$dir/payload"
	rm -rf "$dir/more"
	payload_bytes=$(stat -c %s "$dir/payload")
	truncate -s "${payload_mb}M" "$dir/payload"
}

# plain_start DIR KVER MACHINE TEMPLATE [ARG...]: start a guest of that template with
# DIR/payload. The guest is restored, or booted if BED_COLD is set. It also boots if DIR has
# files nvdimm* of an earlier guest, because the saved guest has seen other contents. The
# result port is QEMU's standard input and output: guest_to and guest_from.
plain_start() {
	local dir=$1 kver=$2 machine=$3 template=$4 form=lent how d

	shift 4
	[ -z "${BED_COLD:-}" ] || form=cold
	for d in "$dir"/nvdimm*; do [ ! -e "$d" ] || form=cold; done
	load_machine "$machine" $form "$dir" "$template" "$kver"
	rm -f "$dir"/port "$dir/why" "$dir/cpu_ms"
	: > "$dir/console"
	guest_qmp_open "$dir" && mkfifo "$dir/port" || return
	how=(-initrd "$template/initrd")
	if [ $form = lent ]; then
		how+=(-incoming defer)
		for d in "${dimms[@]}"; do
			d=${d% *}
			cp --sparse=always "$template/${d##*/}" "$d"
		done
	fi
	make_nvdimms
	exec {guest_to}<> "$dir/port"
	exec {guest_from}< <(plain_qemu "$dir" "$kver" "${how[@]}" "$@" \
		-serial stdio < "$dir/port")
	guest_pid=$!
	echo "$guest_pid" > "$dir/pid"
	if [ $form = lent ]; then
		guest_restore "$template/state" || echo "cannot be restored: $qmp_answer" > "$dir/why"
		# init waits for the size
		echo "$payload_bytes" >&"$guest_to"
	else
		qmp_hello
	fi
}
