#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What a program leaves in persistent memory is on the medium, as the NVDIMM's
# file shows, until it is scrubbed.
# shellcheck source=../common.sh
. "$(dirname "$0")/../common.sh"
# shellcheck source=../tests/ktap.sh
. "$here/tests/ktap.sh"
# shellcheck source=talk.sh
. "$here/boots/talk.sh"
need qemu-system-x86_64 qemu-system-x86
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

export VM_NVDIMM=$work/nvdimm
# The smaller it is, the faster it is full.
export NVDIMM_MB=640

# The guest calls the functions named host_.
# shellcheck disable=SC2317
{
# host_secrets START END TEXT: in how many pages of these it is. Zeros are what
# ends a line, because all of an empty file would be one line otherwise.
host_secrets() {
	local start=$1 end=$2

	shift 2
	dd if="$VM_NVDIMM" bs=4096 skip=$((start / 4096)) \
		count=$(((end - start) / 4096)) status=none | grep -azcF "$*"
}

# The namespace's own block, which says what it is, lies in front.
host_keep_front() {
	front=$1
	head -c "$front" "$VM_NVDIMM" > "$work/front" && echo kept
}

host_compare_front() {
	cmp -s -n "$front" "$VM_NVDIMM" "$work/front" && echo same || echo changed
}
}

for kver in $("$here/kernel" --list); do
	talk "$kver" nvdimm "$here/boots/scrub.sh"
	rm -f "$VM_NVDIMM"
done
finish
