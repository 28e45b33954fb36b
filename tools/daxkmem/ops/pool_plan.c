// SPDX-License-Identifier: GPL-2.0-or-later
/* Preview of a donation by the driver's own rules. Changes nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/addresses.h"
#include "ops/device.h"
#include "ops/pool.h"
#include "srat.h"
#include "xennodes.h"

/* This version assigns all addresses of the SRAT to nodes. */
#define XEN_ALL_IN_NODES XEN_VERSION(4, 22)

#define SRAT "/sys/firmware/acpi/tables/SRAT"

static int fails(const struct daxkmem_device *d, const char *action, int err,
		 const char *cause)
{
	return complain(FAILED, err, device_name(d), action, cause,
			next_step(err, NULL));
}

/* The caller frees set->v. Returns 0, or a negative errno. */
static int to_spans(const struct ranges *r, struct dk_spanset *set)
{
	int i;

	*set = (struct dk_spanset){ .cap = r->nr + 1 };
	set->v = calloc(set->cap, sizeof(*set->v));
	if (!set->v)
		return -ENOMEM;
	for (i = 0; i < r->nr; i++)
		dk_spanset_add(set, (struct dk_span){ r->v[i].start,
						      r->v[i].end });
	return 0;
}

/* Proximity domain of the first whole group that has an SRAT entry. */
static long long find_pxm(const struct dk_spanset *own, const char *srat,
			  size_t len)
{
	struct dk_span s;
	u32 i, pxm;

	for (i = 0; i < own->nr; i++) {
		s.start = (own->v[i].start + DK_DONATION_GROUP - 1) &
			  ~(DK_DONATION_GROUP - 1);
		s.end = s.start + DK_DONATION_GROUP;
		if (dk_span_contains(own->v[i], s) &&
		    !dk_srat_find((const u8 *)srat, len, s, &pxm))
			return pxm;
	}
	return -1;
}

/* Memory entries of a proximity domain in the SRAT; the caller frees them. */
static int read_entries(const char *srat, size_t len, u32 pxm,
			struct dk_span **entries)
{
	struct dk_span s, *more;
	bool hotplug;
	size_t at = 0;
	int nr = 0;

	*entries = NULL;
	while (dk_srat_next((const u8 *)srat, len, pxm, &at, &s,
			    &hotplug) > 0) {
		more = reallocarray(*entries, nr + 1, sizeof(s));
		if (!more)
			return -ENOMEM;
		*entries = more;
		if (xen_version(ctx) < XEN_ALL_IN_NODES)
			s.end = dk_xen_nodes_end((const u8 *)srat, len, s, pxm);
		more[nr++] = s;
	}
	return nr;
}

/* Returns 0, or a negative errno. */
static int plan(struct pool_plan *p, const struct dk_spanset *own,
		const struct dk_spanset *bad)
{
	struct dk_span *entries = NULL;
	char *srat = NULL;
	int nr = 0, len = root_read_all(ctx, &srat, SRAT), rc = 0;

	if (len < 0 && len != -ENOENT)
		return len;
	if (len > 0 && p->pxm < 0)
		p->pxm = find_pxm(own, srat, len);
	if (len > 0 && p->pxm >= 0)
		nr = read_entries(srat, len, p->pxm, &entries);
	p->donation.cap = dk_donation_most_pieces(own);
	p->donation.v = calloc(p->donation.cap + 1, sizeof(*p->donation.v));
	if (nr < 0 || !p->donation.v)
		rc = -ENOMEM;
	else
		rc = dk_donation_plan(own, bad, entries, nr, &p->donation);
	free(entries);
	if (len >= 0)
		free(srat);
	return rc;
}

/**
 * pool_plan_make - compute the parts of a device that would be donated
 * @pxm: a proximity domain, or -1 for the firmware's
 *
 * Returns 0, or an exit code after an error message. The caller calls
 * pool_plan_free() in both cases.
 */
int pool_plan_make(const struct daxkmem_device *d, long long pxm,
		   const char *action, struct pool_plan *p)
{
	struct dk_spanset own = { .v = NULL }, bad = { .v = NULL };
	struct ranges all, known = { 0 };
	int rc;

	*p = (struct pool_plan){ .pxm = pxm, .pxm_given = pxm >= 0 };
	rc = device_own(d, action, &all) ?:
	     report_result_as(device_bad(d, &known), action);
	if (!rc && (to_spans(&all, &own) || to_spans(&known, &bad)))
		rc = fails(d, action, ENOMEM, NULL);
	if (!rc) {
		rc = plan(p, &own, &bad);
		rc = rc ? fails(d, action, -rc, "the firmware table " SRAT " cannot be read") : 0;
	}
	ranges_free(&all);
	ranges_free(&known);
	free(own.v);
	free(bad.v);
	return rc;
}

void pool_plan_free(struct pool_plan *p)
{
	free(p->donation.v);
}
