# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, for measuring: one CPU whose clock counts its instructions, so that times
# do not depend on the host. Node 0 has room for the memmap of the whole NVDIMM.
cpus=1
ram_mb=$((1024 + nvdimm_mb / 48))
maxmem_gb=$((64 + nvdimm_mb * 17 / 16 / 1024))
. "$bed/machines/nvdimm.sh"
append="memory_hotplug.memmap_on_memory=1"
qemu+=(-icount shift=0,sleep=off)
