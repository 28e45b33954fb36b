// SPDX-License-Identifier: GPL-2.0-only
/* Check that the headers compile. If not, no other probe is meaningful. */
#include <linux/memory_hotplug.h>
#include <linux/memory-tiers.h>
#include <linux/dax.h>
