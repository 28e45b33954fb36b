# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The host's part of test_scrub.sh. The NVDIMM's file is $work/nvdimm0.

# host_secrets START END TEXT: counts the pages in this range that contain TEXT. Zero bytes
# end a line here; otherwise a file of zeros would be a single line.
host_secrets() {
	local start=$1 end=$2

	shift 2
	dd if="$work/nvdimm0" bs=4096 skip=$((start / 4096)) \
		count=$(((end - start) / 4096)) status=none | grep -azcF "$*"
}

# host_keep_front SIZE: saves the start of the file, which has the namespace's info block
host_keep_front() {
	front=$1
	head -c "$front" "$work/nvdimm0" > "$work/front" && echo kept
}

host_compare_front() {
	cmp -s -n "$front" "$work/nvdimm0" "$work/front" && echo same || echo changed
}
