#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A real machine check on a page of the device: nobody gets that page again,
# however often the memory goes and comes. Linux by itself forgets the page but
# not that it must not be touched: the next one to get it brings the kernel down.
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../tests/ktap.sh
. "$here/tests/ktap.sh"
# shellcheck source=talk.sh
. "$here/boots/talk.sh"
need qemu-system-x86_64 qemu-system-x86
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# QEMU's commands go in here; its answers are not read, so they must fit.
export VM_MONITOR=$work/monitor
mkfifo "$VM_MONITOR.in" "$VM_MONITOR.out"
# The smaller it is, the faster it is full.
export NVDIMM_MB=640

# host_mce ADDRESS: an uncorrected error that a memory scrubber found, told to
# all CPUs
# shellcheck disable=SC2317
host_mce() {
	echo "mce -b 0 9 0xbd000000000000c0 0x5 $1 0x8c" > "$VM_MONITOR.in"
	echo "done"
}

for kver in $("$here/kernel" --list); do
	talk "$kver" mce "$here/boots/machine_check.sh"
done
finish
