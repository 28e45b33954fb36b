// SPDX-License-Identifier: GPL-2.0-only
/*
 * After Linux 6.12 ("mm,memory_hotplug: implement numa node notifier") struct
 * memory_notify has no nodes. Cpusets then follow the new node notifier, which
 * is called for the first and the last memory block of a node only.
 */
#include <linux/node.h>

struct node_notify probe = { .nid = 0 };
