# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with a second NVDIMM of the same size on node 2, which answers in
# 200 ns and moves 20 GB/s. Its file's name is the first one's with a 2.
. "$here/guests/nvdimm.sh"
guest_text="two NVDIMMs of $nvdimm_mb MiB, on nodes 1 and 2, with an HMAT"
truncate -s "$((nvdimm_mb + 2))M" "${file}2"
qemu+=(-numa node,nodeid=2,initiator=0
	-numa "hmat-lb,initiator=0,target=2,hierarchy=memory,data-type=access-latency,latency=200"
	-numa "hmat-lb,initiator=0,target=2,hierarchy=memory,data-type=access-bandwidth,bandwidth=20G"
	-object "memory-backend-file,id=nv1,share=on,mem-path=${file}2,size=$((nvdimm_mb + 2))M"
	-device nvdimm,id=nvd1,memdev=nv1,node=2,label-size=2M)
