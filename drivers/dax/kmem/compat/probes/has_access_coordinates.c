// SPDX-License-Identifier: GPL-2.0-only
/*
 * Since Linux 6.9 node_set_perf_attrs() is exported, and takes an access class
 * by its name (enum access_coordinate_class).
 */
#include <linux/node.h>

void probe_set(unsigned int node, struct access_coordinate *c);
void probe_set(unsigned int node, struct access_coordinate *c)
{
	node_set_perf_attrs(node, c, ACCESS_COORDINATE_CPU);
}
