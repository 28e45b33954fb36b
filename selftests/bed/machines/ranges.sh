# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As hmem, with two parts of node 0 that kernel parameters exclude from System RAM: 256 MiB
# of reserved memory and 256 MiB of (legacy) persistent memory.
. "$bed/machines/hmem.sh"
guest_text="2 GiB of soft-reserved memory on node 1, two reserved parts of node 0"
append+=' memmap=256M$0x50000000 memmap=256M!0x60000000'
