# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What a guest is made of: QEMU's arguments for each file of machines/. Source it
# after common.sh.
#
# A machine exists in three forms, which have the same arguments but for the RAM:
#	saved	RAM is a shared file below $2, as the template is being made
#	lent	RAM is a private copy of the template's file
#	cold	RAM is anonymous memory; the guest boots

# MiB of an NVDIMM, without its label area; the file is 2 MiB larger. 1152 MiB are
# eight memory blocks, as the namespace's metadata takes part of the ninth.
nvdimm_mb=${NVDIMM_MB:-1152}
ram_mb=1024
cpus=2
maxmem_gb=64

# ram ID MIB: a memory backend, which the machine's file gives to a node
ram() {
	local file="memory-backend-file,id=$1,size=$2M,mem-path=$ram_dir/$1$ram_options"

	case $form in
	saved) qemu+=(-object "$file,share=on") ;;
	lent) qemu+=(-object "$file,share=off") ;;
	cold) qemu+=(-object "memory-backend-ram,id=$1,size=$2M$ram_options") ;;
	esac
}

# hmat_of TARGET NANOSECONDS BANDWIDTH: latency and bandwidth in HMAT
hmat_of() {
	local t=initiator=0,target=$1,hierarchy=memory

	qemu+=(-numa "hmat-lb,$t,data-type=access-latency,latency=$2"
		-numa "hmat-lb,$t,data-type=access-bandwidth,bandwidth=$3")
}

machine_with_hmat() {
	qemu=(-machine q35,nvdimm=on,hmat=on -m "${ram_mb}M,slots=4,maxmem=${maxmem_gb}G")
	ram m0 "$ram_mb"
	qemu+=(-numa "node,nodeid=0,cpus=0-$((cpus - 1)),memdev=m0"
		-numa node,nodeid=1,initiator=0)
	hmat_of 0 10 100G
	hmat_of 1 350 30G
}

# nvdimm N NODE: its contents are the file nvdimmN in the guest's folder
nvdimm() {
	local size=$((nvdimm_mb + 2))M file=$guest_dir/nvdimm$1

	dimms+=("$file $size")
	qemu+=(-object "memory-backend-file,id=nv$1,share=on,mem-path=$file,size=$size"
		-device "nvdimm,id=nvd$1,memdev=nv$1,node=$2,label-size=2M")
}

# load_machine NAME FORM GUEST-DIR RAM-DIR KVER: sets qemu, append, cpu, guest_text,
# use_nvdimm and dimms (name and size of each NVDIMM's file)
load_machine() {
	local form=$2 guest_dir=$3 ram_dir=$4

	[ -r "$bed/machines/$1.sh" ] ||
		die "no machine '$1' (choose $(cd "$bed/machines" && echo *.sh | sed 's/\.sh//g'))"
	guest_text="" append="" use_nvdimm="" ram_options="" cpu=max qemu=() dimms=()
	# KASAN takes an eighth of all memory, and for added memory too.
	is_debug "$5" && ram_mb=1536
	# shellcheck disable=SC1090
	. "$bed/machines/$1.sh"
}

# make_nvdimms: those files of the loaded machine that are missing, empty
make_nvdimms() {
	local d

	for d in "${dimms[@]}"; do
		[ -e "${d% *}" ] || truncate -s "${d#* }" "${d% *}"
	done
}

# Words that every kernel is booted with. panic_on_warn: whatever the kernel warns
# of ends the guest, and the test with it.
kernel_words() {
	local slow=""

	# An emulated CPU on a loaded machine is slow, not locked up, and so is one
	# that runs KASAN. A guest that is locked up makes no progress, and guest_watch
	# ends it.
	if [ "$("$bed/accel")" != kvm ] || is_debug "$1"; then
		slow="watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=150"
	fi
	# The timer may be late at boot where the emulator does not get its turn.
	echo "console=ttyS0 no_timer_check panic_on_warn=1 oops=panic softlockup_panic=1 hung_task_panic=1 panic=-1 $slow"
}

# The emulator runs all CPUs in one thread: with several, one CPU may run code
# that another is just patching, which real hardware allows and TCG does not.
accel_words() {
	if [ "$("$bed/accel")" = kvm ]; then
		echo kvm
	else
		echo tcg,thread=single
	fi
}
