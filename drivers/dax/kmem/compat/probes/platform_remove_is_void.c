// SPDX-License-Identifier: GPL-2.0-only
/* Since Linux 6.11 the remove method of a platform driver returns nothing. */
#include <linux/platform_device.h>

void probe_remove(struct platform_device *pdev);

struct platform_driver probe_driver = {
	.remove = probe_remove,
};
