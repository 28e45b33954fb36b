# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# QEMU's arguments for each machine of machines/. Source it after common.sh.
#
# A machine has three forms, whose arguments only differ in the RAM:
#	saved	RAM is a shared file in RAM-DIR, while the template is being made
#	lent	RAM is a private mapping of the template's file
#	cold	RAM is anonymous memory; the guest boots

# Size of an NVDIMM in MiB, without its label area; the file is 2 MiB larger. 1152 MiB make
# eight memory blocks, because the namespace's metadata takes a part of the ninth.
nvdimm_mb=${NVDIMM_MB:-1152}
ram_mb=1024
cpus=2
maxmem_gb=64
# Size of a CXL device in MiB, and the serial number of each device
cxl_mb=1024
cxl_serials=(0xc0 0xc1)

# ram ID MIB: add a memory backend, which the machine's file assigns to a node
ram() {
	local file="memory-backend-file,id=$1,size=$2M,mem-path=$ram_dir/$1$ram_options"

	case $form in
	saved) qemu+=(-object "$file,share=on") ;;
	lent) qemu+=(-object "$file,share=off") ;;
	cold) qemu+=(-object "memory-backend-ram,id=$1,size=$2M$ram_options") ;;
	esac
}

# hmat_of TARGET NANOSECONDS BANDWIDTH: add latency and bandwidth of a node to the HMAT
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

# nvdimm N NODE: add an NVDIMM with the file nvdimmN in the guest's directory as contents
nvdimm() {
	local size=$((nvdimm_mb + 2))M file=$guest_dir/nvdimm$1

	dimms+=("$file $size")
	qemu+=(-object "memory-backend-file,id=nv$1,share=on,mem-path=$file,size=$size"
		-device "nvdimm,id=nvd$1,memdev=nv$1,node=$2,label-size=2M")
}

# cxl_device N: add a host bridge cxl.N, below it the CXL type 3 device cxl-vmemN with
# cxl_mb MiB of volatile memory, and the latency and bandwidth of the host bridge to the HMAT.
# The numbers of devices are those of the guest's memN, if the guest probes them in order.
cxl_device() {
	local port=$(($1 + 1))

	ram "m$port" "$cxl_mb"
	qemu+=(-device "pxb-cxl,id=cxl.$1,bus=pcie.0,bus_nr=$((port * 16))"
		-device "cxl-rp,id=rp$1,bus=cxl.$1,port=0,chassis=$port,slot=$port"
		-device "cxl-type3,id=cxl-vmem$1,bus=rp$1,volatile-memdev=m$port,sn=${cxl_serials[$1]}"
		-numa "node,nodeid=$port,initiator=0"
		-object "acpi-generic-port,id=gp$1,pci-bus=cxl.$1,node=$port")
	hmat_of "$port" 100 60G
}

# cxl_window N TARGET...: add a fixed memory window of 4 GiB, which interleaves the host
# bridges cxl.TARGET. QEMU wants all windows in one argument.
cxl_window() {
	local n=$1 t i=0

	shift
	qemu[1]+=,cxl-fmw.$n.size=4G
	for t in "$@"; do
		qemu[1]+=,cxl-fmw.$n.targets.$((i++))=cxl.$t
	done
}

# machine_with_cxl: set up a machine with one node, for cxl_device and cxl_window. Debian 12's
# QEMU has no CXL events. A kernel that finds the hypervisor bit does not invalidate the caches
# of CPUs, and therefore creates no region.
machine_with_cxl() {
	qemu_suite=trixie-backports cpu=max,-hypervisor use_cxl=1
	qemu=(-machine q35,cxl=on,hmat=on -m "${ram_mb}M")
	ram m0 "$ram_mb"
	qemu+=(-numa "node,nodeid=0,cpus=0-$((cpus - 1)),memdev=m0")
	hmat_of 0 10 100G
}

# load_machine NAME FORM GUEST-DIR RAM-DIR KVER: set qemu, append, cpu, guest_text,
# use_nvdimm, use_cxl, dimms (name and size of each NVDIMM's file) and qemu_suite (the Debian
# release whose QEMU has the machine, if this machine's QEMU does not have it)
load_machine() {
	local form=$2 guest_dir=$3 ram_dir=$4

	[ -r "$bed/machines/$1.sh" ] ||
		die "no machine '$1' (choose $(cd "$bed/machines" && echo *.sh | sed 's/\.sh//g'))"
	guest_text="" append="" use_nvdimm="" use_cxl="" ram_options="" cpu=max qemu_suite="" qemu=() dimms=()
	# KASAN takes an eighth of all memory, including added memory.
	is_debug "$5" && ram_mb=1536
	# shellcheck disable=SC1090
	. "$bed/machines/$1.sh"
}

# qemu_program: print the program that has the loaded machine
qemu_program() {
	if [ -n "$qemu_suite" ]; then
		"$bed/qemu" "$qemu_suite"
	else
		command -v qemu-system-x86_64
	fi
}

# make_nvdimms: create the missing NVDIMM files of the loaded machine
make_nvdimms() {
	local d

	for d in "${dimms[@]}"; do
		[ -e "${d% *}" ] || truncate -s "${d#* }" "${d% *}"
	done
}

# Parameters of every kernel. With panic_on_warn, any warning ends the guest and the test.
kernel_words() {
	local slow=""

	# An emulated CPU on a busy host, or a CPU that runs KASAN, is slow but not locked
	# up. guest_watch kills a guest that is really locked up.
	if [ "$("$bed/accel")" != kvm ] || is_debug "$1"; then
		slow="watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=150"
	fi
	# no_timer_check: the timer may be late at boot if the host is busy.
	echo "console=ttyS0 no_timer_check panic_on_warn=1 oops=panic softlockup_panic=1 hung_task_panic=1 panic=-1 $slow"
}

# TCG runs all CPUs in one thread. With several threads, a CPU may run code that another CPU
# is patching, which works on real hardware but not in TCG.
accel_words() {
	if [ "$("$bed/accel")" = kvm ]; then
		echo kvm
	else
		echo tcg,thread=single
	fi
}
