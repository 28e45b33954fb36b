// SPDX-License-Identifier: GPL-2.0-or-later
/* Record memory errors in a part of a device. */
#include <errno.h>
#include "ops/report.h"
#include "broken.h"

/* Add the pages to the ledger of bad pages, which persists across reboots. */
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
		rc = report_result_as(daxkmem_bad_add(m->d, bad.v, bad.nr), m->action);
	ranges_free(&bad);
	return rc;
}

/**
 * broken_record - record an error in a part of a device
 * @m: the device, locked
 * @s: the part, in pages of the device
 *
 * The part is not given to guests any more. A guest that has pages of it keeps
 * them, but is destroyed if they were already broken.
 *
 * Return: 0, or an exit code after an error message.
 */
int broken_record(struct mapping *m, struct dk_span s)
{
	int rc = list_it(m, s);

	if (!rc && dk_rangeset_fail(&m->set, s))
		rc = mapping_fails(m, ENOSPC, NULL, NULL);
	return rc ?: mapping_settle(m);
}

/* Text about the guests that keep pages of @s, to append; "" if none does. */
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
		text = say("%s; %s keeps %s and continues until the next error there",
			   text, holder_text(m, r->domain),
			   pages_text((struct dk_span){ r->start,
							r->start + r->len }));
	}
	return text;
}
