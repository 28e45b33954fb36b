#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A device without a target node is refused, and told what to do.
# guests: nonuma
. "$(dirname "$0")/lib.sh"
is "the device has no target node" "$(node_of)" -1
before=$(iomem)
load
mark
is "it is refused" "$(bind_dev)" EINVAL
like "the log says why, and what to do" "$(log)" \
	"dax_kmem $DEV: has no target node: .*numa=off"
is "it is left without a driver" "$(driver_of)" ""
give_back
is "device_dax takes it back" "$(driver_of)" device_dax
unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
