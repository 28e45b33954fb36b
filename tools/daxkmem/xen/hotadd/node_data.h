/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbols of the hypervisor, and of the live patch. Hidden, because Xen provides
 * no GOT.
 */
#ifndef DAXKMEM_NODE_DATA_H
#define DAXKMEM_NODE_DATA_H

#pragma GCC visibility push(hidden)

extern char node_data[];
void modify_xen_mappings_lite(unsigned long start, unsigned long end,
			      unsigned int flags);

/* payload.c stores the size of node_data[] in bytes. */
extern const unsigned long daxkmem_node_data_size;

#pragma GCC visibility pop

#endif /* DAXKMEM_NODE_DATA_H */
