# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# No NVDIMM. The 2 GiB of node 1 are soft-reserved ("specific purpose"); dax_hmem
# makes them a dax device that can be split and resized.
guest_text="2 GiB of soft-reserved memory on node 1"
append="memmap=2G%0x100000000-1+0xefffffff"
qemu=(-machine q35,hmat=on -m 4G)
ram m0 2048
ram m1 2048
qemu+=(-numa node,nodeid=0,cpus=0-1,memdev=m0
	-numa node,nodeid=1,memdev=m1,initiator=0)
hmat_of 0 10 100G
hmat_of 1 350 30G
