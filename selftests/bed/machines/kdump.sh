# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with memory reserved for a crash kernel.
. "$bed/machines/nvdimm.sh"
append="crashkernel=192M"
