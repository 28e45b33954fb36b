# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A Xen host: the hypervisor of a Debian release, a kernel as Dom0, and NVDIMMs. Source it
# after common.sh and guest.sh. Hosts run in software emulation even if KVM is available,
# because they start guests themselves and nested virtualization is untested.

dimm_mb=4096
xen_payload_mb=128

# xen_machine DIMMS FORM DIR TEMPLATE: set qemu and dimms; the forms are those of machine.sh.
# A part of the RAM is above 4 GiB, as on real hosts, and the NVDIMMs begin at 5 GiB. If DIMMS
# is "low", all RAM is below 4 GiB, and one NVDIMM begins at 4 GiB. If it is "split", the SRAT
# has two entries for one NVDIMM.
xen_machine() {
	local i count=$1 machine=pc-q35-2.10,nvdimm=on,memory-backend=ram0
	local ram="memory-backend-file,id=ram0,size=2G,mem-path=$4/ram0"

	[ "$1" != split ] || count=1
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

# acpi_tables DIR DIMMS: add to qemu the tables that QEMU does not make for this machine type.
# Xen refuses the tables that QEMU makes for newer types, because they contain a range twice.
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

# Without XSAVE and AVX: with them, programs in Dom0 and in guests sometimes crashed in libc
# under emulation while a PVH guest was running.
xen_cpu="max,-smap,-smep,-umip,-xsave,-avx,-avx2,-fma,-f16c"
# bootscrub=0: scrubbing writes all RAM, and the file of a saved host would contain all of it
xen_words="com1=115200 console=com1 loglvl=all guest_loglvl=all dom0_mem=1G noreboot=0 bootscrub=0"
dom0_words="console=hvc0 earlyprintk=xen panic=-1 oops=panic watchdog_thresh=60"

# xen_qemu KVER SUITE INITRD DIR ARG...: execute QEMU with the machine in qemu. DOM0_APPEND
# adds parameters to Dom0's command line, XEN_CPU adds CPU features.
xen_qemu() {
	local kver=$1 suite=$2 initrd=$3 dir=$4 kdir root

	shift 4
	kdir=$("$bed/kernel" "$kver") && root=$("$bed/xen/root" "$suite") || exit 1
	# QEMU treats a comma in a file name as the end of a module's arguments.
	[ -e "$dir/vmlinuz" ] || ln -s "$kdir/boot/vmlinuz-$kver" "$dir/vmlinuz"
	exec qemu-system-x86_64 -accel tcg,thread=single \
		-cpu "$xen_cpu${XEN_CPU:+,$XEN_CPU}" -smp 2 "${qemu[@]}" \
		-display none -nodefaults -no-reboot \
		-kernel "$root"/boot/xen-*-amd64 \
		-initrd "$dir/vmlinuz $dom0_words ${DOM0_APPEND:-},$initrd" \
		-append "$xen_words" "$@" 2> "$dir/qemu"
}
