# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As hmem, with two parts of node 0 that the kernel's parameters keep out of use:
# 256 MiB as reserved, and 256 MiB as persistent memory (legacy).
. "$bed/machines/hmem.sh"
guest_text="2 GiB of soft-reserved memory on node 1, two reserved parts of node 0"
append+=' memmap=256M$0x50000000 memmap=256M!0x60000000'
