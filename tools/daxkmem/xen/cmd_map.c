// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen map: map a part of a device into a guest's address space. */
#include <errno.h>
#include "ops/device.h"
#include "mapping.h"
#include "pause.h"

/*
 * Name the range that made dk_rangeset_map() fail with @err: a broken one, one
 * that a guest has, or one that the guest already has at these frames.
 */
static const char *in_the_way(const struct mapping *m, struct dk_span s,
			      u32 domain, int err)
{
	u32 i;

	for (i = 0; i < m->set.nr; i++) {
		const struct dk_range *r = &m->set.v[i];
		struct dk_span part = { r->start, r->start + r->len };

		if (err == EEXIST ? r->domain != domain :
				    !dk_span_overlaps(part, s))
			continue;
		if (err == EIO && r->health != DK_SOUND)
			return say("%s is broken", pages_text(part));
		if (err == EBUSY && r->domain != DK_NOBODY)
			return say("%s has %s", holder_text(m, r->domain),
				   pages_text(part));
		if (err == EEXIST)
			return say("%s already has a part of this device at these frames",
				   holder_text(m, domain));
	}
	return NULL;
}

static int refuse(const struct mapping *m, struct dk_span s, u32 domain,
		  int err)
{
	return mapping_fails(m, err, in_the_way(m, s, domain, err),
			     say("daxkmem xen maps %s", device_name(m->d)));
}

static int map_fails(const struct mapping *m, int paused)
{
	if (paused)
		return mapping_fails(m, -paused, "Xen cannot pause the guest meanwhile",
				     "xl list shows the guests");
	return mapping_fails(m, 0, "Xen cannot map it",
			     "xl dmesg shows why; -12 after memory_map:fail means too little memory for the guest's page tables, which shadow_memory= in its configuration sets");
}

/*
 * Undo a mapping that Xen has refused or made in part. @paused: 0, or why the
 * guest could not be paused. Return: an exit code after an error message.
 */
static int undo(struct mapping *m, const struct holder *h, struct dk_span s,
		u64 gfn, int paused)
{
	int rc = frames_unmap(m, h->domid, s, gfn);

	if (rc && rc != -ESRCH)
		return mapping_fails(m, -rc, say("Xen mapped only a part of it, and cannot unmap that from %s",
						 holder_text(m, h->domid)),
				     say("daxkmem xen unmap %u %s; xl dmesg shows why",
					 h->domid, device_name(m->d)));
	dk_rangeset_unmap(&m->set, s, h->domid);
	rc = mapping_settle(m);
	return rc ?: map_fails(m, paused);
}

/* Record the part before mapping it, so that no mapping is ever unrecorded. */
static int map(struct mapping *m, const struct holder *h, struct dk_span s,
	       u64 gfn)
{
	int paused, rc = dk_rangeset_map(&m->set, s, h->domid, gfn);
	struct pause p;

	if (rc)
		return refuse(m, s, h->domid, -rc);
	rc = holder_remember(m, h);
	if (!rc)
		rc = frames_check(m, h, s, gfn);
	if (!rc)
		rc = store_claim(m, h->domid,
				 (struct dk_span){ gfn, gfn + dk_span_len(s) });
	if (!rc)
		rc = driver_settle(m);
	if (rc)
		return rc;
	paused = pause_begin(&p, h->domid);
	if (!paused) {
		rc = frames_map(m, h->domid, s, gfn);
		pause_end(&p);
	}
	if (paused || rc)
		return undo(m, h, s, gfn, paused);
	rc = mapping_settle(m);
	return rc ?: mapping_done(m, say("%s has %s at GFN 0x%llx",
					 holder_text(m, h->domid),
					 pages_text(s), gfn));
}

static int parse_gfn(const struct mapping *m, const char *word, u64 *gfn)
{
	long long number;

	if (parse_size(word, &number))
		return complain(USAGE, 0, word, m->action,
				"not a valid GFN",
				"use the guest's address divided by 4096: 0x100000 is 4 GiB");
	*gfn = number;
	return 0;
}

static int run(int argc, char **argv)
{
	struct mapping m;
	struct holder h;
	struct dk_span s;
	u64 gfn = 0;
	int rc = mapping_open(&m, argv[1], "map a part", true);

	(void)argc;
	if (!rc)
		rc = mapping_span(&m, argv[2], argv[3], &s);
	if (!rc)
		rc = parse_gfn(&m, argv[4], &gfn);
	if (!rc)
		rc = holder_find(&m, argv[0], &h);
	if (!rc)
		rc = map(&m, &h, s, gfn);
	mapping_close(&m);
	return rc;
}

const struct command cmd_xen_map = {
	"map", run, "DOMAIN DEVICE OFFSET SIZE GFN",
	"map a part of a device into a guest at a GFN", NULL,
	5, 5,
};
