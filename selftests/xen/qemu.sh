# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Boots a Xen host. Source it after ../vm/common.sh.

xen_here=$top/selftests/xen
dimm_mb=4096

# Some RAM is behind 4 GiB, as on any real host, and the NVDIMMs at 5 GiB; or,
# where DIMMS is "low", all RAM is below and the one NVDIMM at 4 GiB.
# set_machine DIMMS: sets machine and count
set_machine() {
	machine=pc-q35-2.10,nvdimm=on
	count=$1
	if [ "$1" = low ]; then
		count=1
	else
		machine+=,max-ram-below-4g=1536M
	fi
}

# acpi_tables DIR DIMMS: the tables that QEMU of this machine type leaves out.
# Those that it makes for newer ones Xen refuses: a range is in them twice.
acpi_tables() {
	local t

	for t in "$xen_here/tables/"*".$2.asl"; do
		t=${t##*/}
		iasl -p "$1/${t%%.*}" "$xen_here/tables/$t" > "$1/iasl.log" 2>&1 ||
			{ cat "$1/iasl.log" >&2; return 1; }
		acpi+=(-acpitable "file=$1/${t%%.*}.aml")
	done
}

# Without XSAVE, and so AVX: with it programs of Dom0 and guests crashed in libc now
# and then when a PVH guest ran beside them, which the emulator has to switch.
# start_xen KVER SUITE INITRD DIR DIMMS CONSOLE-ARGS...: DIMMS is 1, 2 or low, and
# the NVDIMMs are files in DIR, made where they are missing. XEN_APPEND adds words
# to the hypervisor's command line, DOM0_APPEND to Dom0's, XEN_CPU to the CPU's
# features.
start_xen() {
	local kver=$1 suite=$2 initrd=$3 dir=$4 dimms=$5 acpi=() dimm=() i
	local kdir root xen machine count

	shift 5
	kdir=$("$here/kernel" "$kver") || return 1
	root=$("$xen_here/root" "$suite") || return 1
	xen=$(echo "$root"/boot/xen-*-amd64)
	set_machine "$dimms"
	acpi_tables "$dir" "$dimms" || return 1
	for ((i = 0; i < count; i++)); do
		truncate -s $((dimm_mb + 2))M "$dir/nvdimm$i"
		dimm+=(-object "memory-backend-file,id=nv$i,share=on,mem-path=$dir/nvdimm$i,size=$((dimm_mb + 2))M"
			-device "nvdimm,id=nvd$i,memdev=nv$i,label-size=2M")
	done
	# QEMU takes a comma for the end of a module's arguments.
	cp "$kdir/boot/vmlinuz-$kver" "$dir/vmlinuz"
	qemu-system-x86_64 -accel tcg,thread=single -cpu "max,-smap,-smep,-umip,-xsave,-avx,-avx2,-fma,-f16c${XEN_CPU:+,$XEN_CPU}" \
		-machine "$machine" -m 2G,slots=4,maxmem=64G -smp 2 \
		"${acpi[@]}" "${dimm[@]}" \
		-display none -nodefaults -no-reboot \
		-kernel "$xen" -initrd "$dir/vmlinuz console=hvc0 earlyprintk=xen panic=-1 oops=panic watchdog_thresh=60 ${DOM0_APPEND:-},$initrd" \
		-append "console=com1 com1=115200 loglvl=all guest_loglvl=all dom0_mem=1G noreboot=0 ${XEN_APPEND:-}" \
		"$@"
}
