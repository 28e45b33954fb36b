# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034
# As nvdimm, with NUMA switched off: the device has no target node.
. "$bed/machines/nvdimm.sh"
append="numa=off"
