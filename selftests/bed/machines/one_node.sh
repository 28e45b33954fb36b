# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# One node, no NVDIMM; an HMAT with different values for reads and writes.
guest_text="one node, with an HMAT"
lb=initiator=0,target=0,hierarchy=memory,data-type
qemu=(-machine q35,hmat=on -m "${ram_mb}M,slots=4,maxmem=64G")
ram m0 "$ram_mb"
qemu+=(-numa node,nodeid=0,cpus=0-1,memdev=m0
	-numa "hmat-lb,$lb=read-latency,latency=12"
	-numa "hmat-lb,$lb=write-latency,latency=14"
	-numa "hmat-lb,$lb=read-bandwidth,bandwidth=90G"
	-numa "hmat-lb,$lb=write-bandwidth,bandwidth=45G")
