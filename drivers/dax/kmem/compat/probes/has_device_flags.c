// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kernels some time after 6.12 have flags with accessors in place of the bit
 * "offline" and others of struct device.
 */
#include <linux/device.h>

void probe(struct device *dev);
void probe(struct device *dev)
{
	dev_assign_offline(dev, true);
}
