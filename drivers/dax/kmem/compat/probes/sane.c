// SPDX-License-Identifier: GPL-2.0-only
/* The headers compile at all. If this fails, no other probe means anything. */
#include <linux/memory_hotplug.h>
#include <linux/memory-tiers.h>
#include <linux/dax.h>
