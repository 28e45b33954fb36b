# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A Xen host: a hypervisor of a Debian release, a kernel as Dom0, NVDIMMs. Source it
# after common.sh and guest.sh. Hosts run in software emulation even where there
# is KVM: they start guests of their own, and nobody has tried nesting.

dimm_mb=4096
xen_payload_mb=128

# Some RAM is above 4 GiB, as on any real host, and the NVDIMMs are at 5 GiB. Where
# DIMMS is "low", all RAM is below and the one NVDIMM is at 4 GiB.
# xen_machine DIMMS FORM DIR TEMPLATE: sets qemu and dimms; the forms are those of
# machine.sh
xen_machine() {
	local i count=$1 machine=pc-q35-2.10,nvdimm=on,memory-backend=ram0
	local ram="memory-backend-file,id=ram0,size=2G,mem-path=$4/ram0"

	if [ "$1" = low ]; then count=1; else machine+=,max-ram-below-4g=1536M; fi
	case $2 in
	saved) ram+=,share=on ;;
	lent) ram+=,share=off ;;
	cold) ram="memory-backend-ram,id=ram0,size=2G" ;;
	esac
	qemu=(-object "$ram" -machine "$machine" -m 2G,slots=4,maxmem=64G) dimms=()
	for ((i = 0; i < count; i++)); do
		dimms+=("$3/nvdimm$i $((dimm_mb + 2))M")
		qemu+=(-object "memory-backend-file,id=nv$i,share=on,mem-path=$3/nvdimm$i,size=$((dimm_mb + 2))M"
			-device "nvdimm,id=nvd$i,memdev=nv$i,label-size=2M")
	done
}

# acpi_tables DIR DIMMS: the tables that QEMU of this machine type leaves out, added
# to qemu. Xen refuses those that QEMU makes for newer types: a range is in them
# twice.
acpi_tables() {
	local t

	for t in "$bed/xen/tables/"*".$2.asl"; do
		t=${t##*/}
		[ -e "$1/${t%%.*}.aml" ] ||
			iasl -p "$1/${t%%.*}" "$bed/xen/tables/$t" > "$1/iasl.log" 2>&1 ||
			{ cat "$1/iasl.log" >&2; return 1; }
		qemu+=(-acpitable "file=$1/${t%%.*}.aml")
	done
}

# Without XSAVE, and so AVX: with it programs of Dom0 and guests crashed in libc
# now and then when a PVH guest ran beside them, which the emulator has to switch.
xen_cpu="max,-smap,-smep,-umip,-xsave,-avx,-avx2,-fma,-f16c"
# bootscrub=0: else all RAM is written to, and a saved host has all of it in its file
xen_words="com1=115200 console=com1 loglvl=all guest_loglvl=all dom0_mem=1G noreboot=0 bootscrub=0"
dom0_words="console=hvc0 earlyprintk=xen panic=-1 oops=panic watchdog_thresh=60"

# xen_qemu KVER SUITE INITRD DIR ARG...: becomes QEMU with the machine in qemu.
# DOM0_APPEND adds words to Dom0's command line, XEN_CPU to the CPU's features.
xen_qemu() {
	local kver=$1 suite=$2 initrd=$3 dir=$4 kdir root

	shift 4
	kdir=$("$bed/kernel" "$kver") && root=$("$bed/xen/root" "$suite") || exit 1
	# QEMU takes a comma in a file's name for the end of a module's arguments.
	[ -e "$dir/vmlinuz" ] || ln -s "$kdir/boot/vmlinuz-$kver" "$dir/vmlinuz"
	exec qemu-system-x86_64 -accel tcg,thread=single \
		-cpu "$xen_cpu${XEN_CPU:+,$XEN_CPU}" -smp 2 "${qemu[@]}" \
		-display none -nodefaults -no-reboot \
		-kernel "$root"/boot/xen-*-amd64 \
		-initrd "$dir/vmlinuz $dom0_words ${DOM0_APPEND:-},$initrd" \
		-append "$xen_words" "$@" 2> "$dir/qemu"
}
