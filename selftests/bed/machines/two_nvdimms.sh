# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with a second NVDIMM of the same size on node 2, at 200 ns and
# 20 GB/s.
. "$bed/machines/nvdimm.sh"
guest_text="two NVDIMMs of $nvdimm_mb MiB, on nodes 1 and 2, with an HMAT"
qemu+=(-numa node,nodeid=2,initiator=0)
hmat_of 2 200 20G
nvdimm 1 2
