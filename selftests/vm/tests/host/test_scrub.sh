# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of test_scrub.sh. The NVDIMM's file is $work/nvdimm0.

# host_secrets START END TEXT: in how many of these pages it is. Zeros end a line
# here; else all of an empty file would be one line.
host_secrets() {
	local start=$1 end=$2

	shift 2
	dd if="$work/nvdimm0" bs=4096 skip=$((start / 4096)) \
		count=$(((end - start) / 4096)) status=none | grep -azcF "$*"
}

# The namespace's own block, which says what it is, comes first.
host_keep_front() {
	front=$1
	head -c "$front" "$work/nvdimm0" > "$work/front" && echo kept
}

host_compare_front() {
	cmp -s -n "$front" "$work/nvdimm0" "$work/front" && echo same || echo changed
}
