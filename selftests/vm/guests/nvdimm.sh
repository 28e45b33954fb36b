# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# One NVDIMM on node 1, which has no other memory; an HMAT that says node 1
# answers in 350 ns and moves 30 GB/s. The kernel onlines as it was built to.
guest_text="an NVDIMM of $nvdimm_mb MiB on node 1, with an HMAT"
append=""
use_nvdimm=1
qemu=("${machine_hmat[@]}" "${nvdimm_on_node1[@]}")
