/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the memory of guests that this program makes comes from. */
#ifndef DAXKMEM_XEN_PLACEMENT_H
#define DAXKMEM_XEN_PLACEMENT_H

/* What Xen gave, in bytes. */
struct placement {
	long long from_node;	/* with the exact flag */
	long long other;
};

void placement_begin(int node, long long most);
struct placement placement_end(void);

#endif /* DAXKMEM_XEN_PLACEMENT_H */
