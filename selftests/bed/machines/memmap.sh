# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm; the memmap of added memory may be allocated from that memory.
. "$bed/machines/nvdimm.sh"
append="memory_hotplug.memmap_on_memory=1"
