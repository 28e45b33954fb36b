# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# An NVDIMM in proximity domain 1, and memory without CPUs in domain 2. Linux numbers them
# as nodes 2 and 1, in the order of the SRAT. The HMAT has different values for reads and
# writes.
guest_text="an NVDIMM of $nvdimm_mb MiB on node 2, memory on node 1, with an HMAT"
use_nvdimm=1

# reads_and_writes TARGET NS NS BANDWIDTH BANDWIDTH
reads_and_writes() {
	local lb=initiator=0,target=$1,hierarchy=memory,data-type

	qemu+=(-numa "hmat-lb,$lb=read-latency,latency=$2"
		-numa "hmat-lb,$lb=write-latency,latency=$3"
		-numa "hmat-lb,$lb=read-bandwidth,bandwidth=$4"
		-numa "hmat-lb,$lb=write-bandwidth,bandwidth=$5")
}

qemu=(-machine q35,nvdimm=on,hmat=on -m "$((ram_mb + 512))M,slots=4,maxmem=64G")
ram m0 "$ram_mb"
ram m2 512
qemu+=(-numa node,nodeid=0,cpus=0-1,memdev=m0
	-numa node,nodeid=1,initiator=0
	-numa node,nodeid=2,initiator=0,memdev=m2)
reads_and_writes 0 10 11 100G 90G
reads_and_writes 1 350 420 30G 12G
reads_and_writes 2 120 130 60G 50G
nvdimm 0 1
