# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# No NVDIMM. Node 0 has so much memory that memory blocks have 2 GiB. The 512 GiB of node 1
# are reserved by kernel parameters. The host only needs the memory that the guest uses.
guest_text="66 GiB on node 0, 512 GiB that are reserved on node 1"
ram_options=",reserve=off"
append='memmap=512G$0x1100000000 memory_hotplug.memmap_on_memory=1'
qemu=(-machine q35,hmat=on -m 578G)
ram m0 67584
ram m1 524288
qemu+=(-numa node,nodeid=0,cpus=0-1,memdev=m0
	-numa node,nodeid=1,memdev=m1,initiator=0)
hmat_of 0 10 100G
hmat_of 1 350 30G
