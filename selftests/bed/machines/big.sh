# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with an NVDIMM so large that node 0 has no room for its memmap: adding all of
# the NVDIMM fails after a part has been added.
nvdimm_mb=${NVDIMM_BIG_MB:-$((ram_mb * 60))}
. "$bed/machines/nvdimm.sh"
qemu=("${qemu[@]/maxmem=64G/maxmem=128G}")
