# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with a virtio-mem device of which nothing is plugged: its driver
# takes the kernel's callback for pages that are onlined.
. "$bed/machines/nvdimm.sh"
qemu+=(-object memory-backend-ram,id=vm0,size=256M
	-device virtio-mem-pci,memdev=vm0,node=0,requested-size=0)
