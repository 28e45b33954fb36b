# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm; the memory map of added memory may be in that memory.
. "$here/guests/nvdimm.sh"
append="memory_hotplug.memmap_on_memory=1"
