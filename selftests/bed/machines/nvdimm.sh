# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# One NVDIMM on node 1, which has no other memory; an HMAT that gives node 1
# 350 ns and 30 GB/s.
guest_text="an NVDIMM of $nvdimm_mb MiB on node 1, with an HMAT"
use_nvdimm=1
machine_with_hmat
nvdimm 0 1
