# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with a virtio-mem device without plugged memory: its driver takes the kernel's
# only callback for onlining pages (set_online_page_callback).
. "$bed/machines/nvdimm.sh"
qemu+=(-object memory-backend-ram,id=vm0,size=256M
	-device virtio-mem-pci,memdev=vm0,node=0,requested-size=0)
