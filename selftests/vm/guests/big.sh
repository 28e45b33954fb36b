# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, but so large that node 0 cannot hold the memory map of it: adding
# it fails on the way.
nvdimm_mb=${NVDIMM_BIG_MB:-$((ram_mb * 60))}
nvdimm_on_node1[1]=${nvdimm_on_node1[1]/size=*M/size=$((nvdimm_mb + 2))M}
. "$here/guests/nvdimm.sh"
qemu=("${qemu[@]/maxmem=64G/maxmem=128G}")
