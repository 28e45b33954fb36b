// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen broken: an error was seen in a part of a device. */
#include <errno.h>
#include "ledger.h"
#include "mapping.h"

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
	if (!rc && daxkmem_device_pool(m->d))
		rc = ledger_tell(m->d, m->action, "", &bad);
	if (!rc)
		rc = ledger_add(m->d, m->action, &bad);
	ranges_free(&bad);
	return rc;
}

/* The guests that run on with it. */
static const char *keepers(const struct mapping *m, struct dk_span s)
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

static int run(int argc, char **argv)
{
	struct mapping m;
	struct dk_span s;
	int rc = mapping_open(&m, argv[0], "record an error in it", false);

	if (!rc)
		rc = mapping_span(&m, argv[1], argc > 2 ? argv[2] : "4096", &s);
	if (!rc)
		rc = list_it(&m, s);
	if (!rc && dk_rangeset_fail(&m.set, s))
		rc = mapping_fails(&m, ENOSPC, NULL, NULL);
	if (!rc)
		rc = mapping_settle(&m);
	if (!rc)
		rc = mapping_done(&m, say("%s is refused to guests from now on%s",
					  pages_text(s), keepers(&m, s)));
	mapping_close(&m);
	return rc;
}

const struct command cmd_xen_broken = {
	"broken", run, "DEVICE OFFSET [SIZE]",
	"an error was seen in a part of a device; a second one ends the guest",
	NULL, 2, 3,
};
