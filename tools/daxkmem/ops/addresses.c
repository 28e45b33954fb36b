// SPDX-License-Identifier: GPL-2.0-or-later
/* The addresses of a device, and its bad pages. */
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "ops/addresses.h"

/* Addresses of the device, merged. Returns 0, or an exit code. */
int device_own(const struct daxkmem_device *d, const char *action,
	       struct ranges *own)
{
	*own = (struct ranges){ 0 };
	own->nr = daxkmem_device_ranges(d, &own->v);
	if (own->nr < 0)
		return complain(FAILED, -own->nr, device_name(d), action,
				say("its addresses cannot be read: %s",
				    strerror(-own->nr)),
				next_step(-own->nr, NULL));
	ranges_merge(own);
	return 0;
}

/*
 * Known bad pages, merged; some may be outside the device. Returns 0, or a negative
 * errno for report_result().
 */
int device_bad(const struct daxkmem_device *d, struct ranges *bad)
{
	struct daxkmem_bad_range *v;
	int i, rc = 0, nr = daxkmem_bad_list(d, &v);

	*bad = (struct ranges){ 0 };
	if (nr < 0)
		return nr;
	for (i = 0; !rc && i < nr; i++)
		rc = ranges_add(bad, v[i].at.start, v[i].at.end);
	ranges_merge(bad);
	free(v);
	return rc;
}
