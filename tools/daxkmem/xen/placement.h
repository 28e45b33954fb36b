/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Track the source of the memory of guests that this program creates. */
#ifndef DAXKMEM_XEN_PLACEMENT_H
#define DAXKMEM_XEN_PLACEMENT_H

struct pool;

/* Memory that Xen has allocated, in bytes. */
struct placement {
	long long from_node;	/* allocated with the exact flag */
	long long in_pool;	/* of that, by the numbers of the pages; only
				 * of PV guests has Xen told these
				 */
};

void placement_begin(const struct pool *pool, long long most);
struct placement placement_end(void);

#endif /* DAXKMEM_XEN_PLACEMENT_H */
