/* SPDX-License-Identifier: GPL-2.0-only */
/* For the tests of core/hmat: a table, and functions that query it. */
#ifndef UNIT_HMAT_TABLE_H
#define UNIT_HMAT_TABLE_H

#include <stdlib.h>
#include "../../drivers/dax/kmem/core/hmat.h"

struct table {
	u8 b[4096];
	size_t len;
};

/* In a copy of the exact size, so that the sanitizer finds an overread. */
static int performance(const struct table *t, u32 from, u32 to,
		       struct dk_hmat *p)
{
	u8 *copy = malloc(t->len ?: 1);
	int rc;

	memcpy(copy, t->b, t->len);
	rc = dk_hmat_performance(copy, t->len, from, to, p);
	free(copy);
	return rc;
}

static int usable_initiator(const struct table *t, u32 target,
			    bool (*usable)(u32 domain), u32 *from)
{
	u8 *copy = malloc(t->len ?: 1);
	int rc;

	memcpy(copy, t->b, t->len);
	rc = dk_hmat_initiator(copy, t->len, target, usable, from);
	free(copy);
	return rc;
}

static int initiator(const struct table *t, u32 target, u32 *from)
{
	return usable_initiator(t, target, NULL, from);
}

static int is(const struct table *t, u32 from, u32 to, long long rl,
	      long long wl, long long rb, long long wb)
{
	struct dk_hmat p;

	return !performance(t, from, to, &p) && p.read_latency == rl &&
	       p.write_latency == wl && p.read_bandwidth == rb &&
	       p.write_bandwidth == wb;
}

#endif /* UNIT_HMAT_TABLE_H */
