# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# No NVDIMM. All 2 GiB of node 1 are soft-reserved ("specific purpose"), which
# dax_hmem makes a dax device of, to be split and resized as one likes.
guest_text="2 GiB of soft-reserved memory on node 1"
append="memmap=2G%0x100000000-1+0xefffffff"
use_nvdimm=
qemu=(-machine "q35,hmat=on" -m 4G
	-object memory-backend-ram,id=m0,size=2G
	-object memory-backend-ram,id=m1,size=2G
	-numa node,nodeid=0,cpus=0-1,memdev=m0
	-numa node,nodeid=1,memdev=m1,initiator=0
	"${hmat[@]}")
