# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Boots a guest. Source it after common.sh.

# MiB of the NVDIMM behind its label area; the file is 2 MiB larger.
nvdimm_mb=${NVDIMM_MB:-2048}

# latency and bandwidth of HMAT: hmat_of TARGET NANOSECONDS BANDWIDTH
hmat_of() {
	local t=initiator=0,target=$1,hierarchy=memory

	hmat+=(-numa "hmat-lb,$t,data-type=access-latency,latency=$2"
		-numa "hmat-lb,$t,data-type=access-bandwidth,bandwidth=$3")
}

# what a guest's file sets
guest_text="" append="" use_nvdimm="" cpu=max qemu=()

hmat=()
hmat_of 0 10 100G
hmat_of 1 350 30G

# load_guest NAME WORKDIR KVER: sets qemu, append and the other words of its
# file. The NVDIMM is fresh, or the file VM_NVDIMM where it is to outlive a boot.
load_guest() {
	[ -r "$here/guests/$1.sh" ] ||
		die "no guest $1; there are: $(cd "$here/guests" && echo *.sh | sed 's/\.sh//g')"
	local file=${VM_NVDIMM:-$2/nvdimm} ram_mb=1024

	# KASAN takes an eighth of all memory, from node 0 for what is added too.
	is_debug "$3" && ram_mb=1536
	# The guests' files use these, and ram_mb.
	# shellcheck disable=SC2034
	machine_hmat=(-machine "q35,nvdimm=on,hmat=on"
		-m "${ram_mb}M,slots=4,maxmem=64G"
		-object "memory-backend-ram,id=m0,size=${ram_mb}M"
		-numa node,nodeid=0,cpus=0-1,memdev=m0
		-numa node,nodeid=1,initiator=0 "${hmat[@]}")
	# shellcheck disable=SC2034
	nvdimm_on_node1=(
		-object "memory-backend-file,id=nv0,share=on,mem-path=$file,size=$((nvdimm_mb + 2))M"
		-device nvdimm,id=nvd0,memdev=nv0,node=1,label-size=2M)
	# shellcheck disable=SC1090
	. "$here/guests/$1.sh"
	[ -z "$use_nvdimm" ] || truncate -s "$((nvdimm_mb + 2))M" "$file"
}

# start_qemu KVER INITRD CONSOLE-ARGS...: the caller loaded a guest. Where
# VM_MONITOR is set, QEMU takes commands from the FIFO $VM_MONITOR.in and answers
# in $VM_MONITOR.out.
start_qemu() {
	local kdir kver=$1 initrd=$2 slow=""

	shift 2
	# A CPU that is just being emulated with KASAN is no lockup.
	is_debug "$kver" && slow=watchdog_thresh=60
	kdir=$("$here/kernel" "$kver") || return 1
	# One thread for all CPUs: with several, a CPU may run code that another
	# one is just patching, which real hardware allows and TCG does not.
	# The timer may be late at boot where the emulator does not get its turn.
	qemu-system-x86_64 -accel tcg,thread=single -cpu "$cpu" -smp 2 \
		-display none -nodefaults -no-reboot "${qemu[@]}" \
		${VM_MONITOR:+-monitor "pipe:$VM_MONITOR"} \
		-kernel "$kdir/boot/vmlinuz-$kver" -initrd "$initrd" \
		-append "console=ttyS0 no_timer_check panic_on_warn=1 oops=panic softlockup_panic=1 hung_task_panic=1 panic=-1 $slow $append ${VM_APPEND:-}" \
		"$@"
}
