// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen unmap: unmap a part of a device from a guest. */
#include <errno.h>
#include <string.h>
#include "ops/device.h"
#include "mapping.h"

static int fails(const struct mapping *m, const struct holder *h, int err)
{
	return mapping_fails(m, err, say("Xen cannot unmap it from %s: %s",
					 holder_text(m, h->domid),
					 strerror(err)),
			     "xl dmesg shows why");
}

/* The range that contains a page. */
static struct dk_range range_at(const struct mapping *m, u64 page)
{
	u32 i = 0;

	while (page >= m->set.v[i].start + m->set.v[i].len)
		i++;
	return m->set.v[i];
}

/* Unmap range by range, because only a range is contiguous in the guest. */
static int unmap(struct mapping *m, const struct holder *h, struct dk_span s)
{
	int rc = 0;

	while (s.start < s.end && !rc) {
		struct dk_range r = range_at(m, s.start);
		u64 end = r.start + r.len < s.end ? r.start + r.len : s.end;
		struct dk_span part = { s.start, end };

		rc = frames_unmap(m, h->domid, part, r.gfn + s.start - r.start);
		if (rc)
			return fails(m, h, -rc);
		dk_rangeset_unmap(&m->set, part, h->domid);
		rc = store_save(m);
		s.start = end;
	}
	return rc;
}

/* Check that the guest has the whole span before unmapping any of it. */
static int unmap_span(struct mapping *m, const struct holder *h,
		      struct dk_span s)
{
	u64 at;

	for (at = s.start; at < s.end;) {
		struct dk_range r = range_at(m, at);

		at = r.start + r.len;
		if (r.domain != h->domid)
			return mapping_fails(m, ENOENT, say("%s does not have all of %s",
							    holder_text(m, h->domid),
							    pages_text(s)),
					     say("daxkmem xen maps %s",
						 device_name(m->d)));
	}
	return unmap(m, h, s);
}

static int unmap_all(struct mapping *m, const struct holder *h)
{
	u32 i = 0;
	int rc = 0;

	if (!dk_rangeset_has(&m->set, h->domid))
		return mapping_fails(m, ENOENT, say("%s has no part of it",
						    holder_text(m, h->domid)),
				     say("daxkmem xen maps %s",
					 device_name(m->d)));
	while (i < m->set.nr && !rc) {
		struct dk_range r = m->set.v[i++];

		if (r.domain != h->domid)
			continue;
		rc = unmap(m, h, (struct dk_span){ r.start, r.start + r.len });
		i = 0;
	}
	return rc;
}

static int run(int argc, char **argv)
{
	struct mapping m;
	struct holder h;
	struct dk_span s = { 0 };
	int rc;

	if (argc == 3)
		return usage("unmap", "unmap: missing SIZE",
			     "daxkmem xen unmap DOMAIN DEVICE [OFFSET SIZE]");
	rc = mapping_open(&m, argv[1], "unmap a part", false);
	if (!rc && argc == 4)
		rc = mapping_span(&m, argv[2], argv[3], &s);
	if (!rc)
		rc = holder_find(&m, argv[0], &h);
	if (!rc)
		rc = argc == 4 ? unmap_span(&m, &h, s) : unmap_all(&m, &h);
	if (!rc)
		rc = mapping_settle(&m);
	if (!rc)
		rc = mapping_done(&m, say("%s no longer has %s",
					  holder_text(&m, h.domid),
					  argc == 4 ? pages_text(s) :
						      "any part of it"));
	mapping_close(&m);
	return rc;
}

const struct command cmd_xen_unmap = {
	"unmap", run, "DOMAIN DEVICE [OFFSET SIZE]",
	"unmap a part of a device, or all its parts, from a guest", NULL,
	2, 4,
};
