// SPDX-License-Identifier: GPL-2.0-or-later
/* An error was seen in a part of a device. */
#include <errno.h>
#include "ops/told.h"
#include "broken.h"

/* Where the pages lie, for the list that outlives the boot. */
static int list_it(const struct mapping *m, struct dk_span s)
{
	struct ranges bad = { 0 };
	u64 left, nr;
	int rc = 0;

	for (; s.start < s.end && !rc; s.start += nr) {
		u64 mfn = mapping_frame(m, s.start, &left);

		nr = left < dk_span_len(s) ? left : dk_span_len(s);
		rc = ranges_add(&bad, mfn * XEN_PAGE, (mfn + nr) * XEN_PAGE);
	}
	if (rc)
		rc = mapping_fails(m, -rc, NULL, NULL);
	if (!rc)
		rc = told_as(daxkmem_bad_add(m->d, bad.v, bad.nr), m->action);
	ranges_free(&bad);
	return rc;
}

/**
 * broken_record - the pages are refused to guests from now on
 * @s: in pages of the device
 *
 * A guest that had an error in them before is ended. Returns 0, or an exit code
 * after a complaint.
 */
int broken_record(struct mapping *m, struct dk_span s)
{
	int rc = list_it(m, s);

	if (!rc && dk_rangeset_fail(&m->set, s))
		rc = mapping_fails(m, ENOSPC, NULL, NULL);
	return rc ?: mapping_settle(m);
}

/* The guests that run on with it: "", or text behind what else is said. */
const char *broken_keepers(const struct mapping *m, struct dk_span s)
{
	const char *text = "";
	u32 i;

	for (i = 0; i < m->set.nr; i++) {
		const struct dk_range *r = &m->set.v[i];

		if (r->domain == DK_NOBODY ||
		    !dk_span_overlaps((struct dk_span){ r->start,
							r->start + r->len }, s))
			continue;
		text = say("%s; %s has %s and may go on, until an error is seen in it again",
			   text, holder_text(m, r->domain),
			   pages_text((struct dk_span){ r->start,
							r->start + r->len }));
	}
	return text;
}
