// SPDX-License-Identifier: GPL-2.0-or-later
#include "rangeset.h"

static struct dk_span span_of(const struct dk_range *r)
{
	return (struct dk_span){ r->start, r->start + r->len };
}

static u64 pages(const struct dk_rangeset *set)
{
	const struct dk_range *last = &set->v[set->nr - 1];

	return last->start + last->len;
}

static bool is_part(const struct dk_rangeset *set, struct dk_span s)
{
	return s.start < s.end && s.end <= pages(set);
}

/* True if two adjacent ranges can be merged. */
static bool joins(const struct dk_range *a, const struct dk_range *b)
{
	return a->domain == b->domain && a->health == b->health &&
	       (a->domain == DK_NOBODY || a->gfn + a->len == b->gfn);
}

static void tidy(struct dk_rangeset *set)
{
	struct dk_range *to = set->v;
	u32 i;

	for (i = 1; i < set->nr; i++) {
		if (joins(to, &set->v[i]))
			to->len += set->v[i].len;
		else
			*++to = set->v[i];
	}
	set->nr = to - set->v + 1;
}

/* Index of the range that contains @page after its start; nr if none does. */
static u32 astride(const struct dk_rangeset *set, u64 page)
{
	u32 i;

	for (i = 0; i < set->nr; i++)
		if (set->v[i].start < page &&
		    page < set->v[i].start + set->v[i].len)
			break;
	return i;
}

/* Split a range so that @page starts one. The array must have room. */
static void cut(struct dk_rangeset *set, u64 page)
{
	u32 i = astride(set, page);
	struct dk_range *r = &set->v[i];
	u64 before;

	if (i == set->nr)
		return;
	memmove(r + 1, r, (set->nr - i) * sizeof(*r));
	set->nr++;
	before = page - r->start;
	r->len = before;
	r[1].start += before;
	r[1].len -= before;
	if (r->domain != DK_NOBODY)
		r[1].gfn += before;
}

/*
 * Split ranges so that a span consists of the whole ranges [*first, *last). The
 * caller must merge adjacent ranges again with tidy(). Return: 0, or -ENOSPC
 * with the set unchanged.
 */
static int carve(struct dk_rangeset *set, struct dk_span s, u32 *first,
		 u32 *last)
{
	u32 more = (astride(set, s.start) < set->nr) +
		   (astride(set, s.end) < set->nr);

	if (set->nr + more > set->cap)
		return -ENOSPC;
	cut(set, s.start);
	cut(set, s.end);
	for (*first = 0; set->v[*first].start < s.start; (*first)++)
		;
	for (*last = *first; *last < set->nr && set->v[*last].start < s.end;
	     (*last)++)
		;
	return 0;
}

/**
 * dk_rangeset_init - initialise a set in which no guest has a part
 * @set: the set; its array has room for @set->cap ranges
 * @pages: size of the device
 *
 * Return: 0; -EINVAL if @pages is 0; -ENOSPC if the array has no room.
 */
int dk_rangeset_init(struct dk_rangeset *set, u64 pages)
{
	if (!pages)
		return -EINVAL;
	if (!set->cap)
		return -ENOSPC;
	set->v[0] = (struct dk_range){ .len = pages, .domain = DK_NOBODY };
	set->nr = 1;
	return 0;
}

/* True if a guest has a part of the device at any of these guest frames. */
static bool gfns_taken(const struct dk_rangeset *set, u32 domain,
		       struct dk_span gfns)
{
	u32 i;

	for (i = 0; i < set->nr; i++) {
		const struct dk_range *r = &set->v[i];

		if (r->domain == domain &&
		    dk_span_overlaps((struct dk_span){ r->gfn, r->gfn + r->len },
				     gfns))
			return true;
	}
	return false;
}

static int may_map(const struct dk_rangeset *set, struct dk_span s, u32 domain,
		   u64 gfn)
{
	u32 i;

	if (domain == DK_NOBODY)
		return -EINVAL;
	if (!is_part(set, s) || gfn + dk_span_len(s) < gfn)
		return -ERANGE;
	for (i = 0; i < set->nr; i++)
		if (dk_span_overlaps(span_of(&set->v[i]), s) &&
		    set->v[i].health != DK_SOUND)
			return -EIO;
	for (i = 0; i < set->nr; i++)
		if (dk_span_overlaps(span_of(&set->v[i]), s) &&
		    set->v[i].domain != DK_NOBODY)
			return -EBUSY;
	if (gfns_taken(set, domain,
		       (struct dk_span){ gfn, gfn + dk_span_len(s) }))
		return -EEXIST;
	return 0;
}

static int give(struct dk_rangeset *set, struct dk_span s, u32 domain, u64 gfn,
		enum dk_health health)
{
	u32 i, last;
	int rc = carve(set, s, &i, &last);

	if (rc)
		return rc;
	for (; i < last; i++) {
		set->v[i].domain = domain;
		set->v[i].gfn = domain == DK_NOBODY ? 0 :
				gfn + (set->v[i].start - s.start);
		set->v[i].health = health;
	}
	tidy(set);
	return 0;
}

/**
 * dk_rangeset_map - record that a guest gets a part of the device
 * @set: the set
 * @s: the part
 * @domain: the guest
 * @gfn: guest frame of the first page
 *
 * Return: 0, or an errno with the set unchanged: -EIO if a page is broken;
 * -EBUSY if a guest, maybe this one, has a page; -EEXIST if the guest has
 * another part of the device at these guest frames; -ERANGE if @s is not inside
 * the device or the guest frames wrap around; -ENOSPC if the array is full;
 * -EINVAL if @domain is DK_NOBODY.
 */
int dk_rangeset_map(struct dk_rangeset *set, struct dk_span s, u32 domain,
		    u64 gfn)
{
	int rc = may_map(set, s, domain, gfn);

	return rc ? rc : give(set, s, domain, gfn, DK_SOUND);
}

/* Remove the holder of a range. DK_FATAL becomes DK_BROKEN without a holder. */
static void let_go(struct dk_range *r)
{
	r->domain = DK_NOBODY;
	r->gfn = 0;
	if (r->health == DK_FATAL)
		r->health = DK_BROKEN;
}

/**
 * dk_rangeset_unmap - record that a guest gives a part of the device back
 * @set: the set
 * @s: the part; broken pages stay broken
 * @domain: the guest
 *
 * Return: 0, or an errno with the set unchanged: -ENOENT if the guest does not
 * have all of @s; for -ERANGE, -ENOSPC and -EINVAL see dk_rangeset_map().
 */
int dk_rangeset_unmap(struct dk_rangeset *set, struct dk_span s, u32 domain)
{
	u32 i, last;
	int rc;

	if (domain == DK_NOBODY)
		return -EINVAL;
	if (!is_part(set, s))
		return -ERANGE;
	for (i = 0; i < set->nr; i++)
		if (dk_span_overlaps(span_of(&set->v[i]), s) &&
		    set->v[i].domain != domain)
			return -ENOENT;
	rc = carve(set, s, &i, &last);
	if (rc)
		return rc;
	for (; i < last; i++)
		let_go(&set->v[i]);
	tidy(set);
	return 0;
}

/* Free all parts of a dead guest. Return: the number of freed pages. */
u64 dk_rangeset_drop(struct dk_rangeset *set, u32 domain)
{
	u64 freed = 0;
	u32 i;

	for (i = 0; i < set->nr && domain != DK_NOBODY; i++) {
		if (set->v[i].domain != domain)
			continue;
		freed += set->v[i].len;
		let_go(&set->v[i]);
	}
	tidy(set);
	return freed;
}

static int blame(struct dk_rangeset *set, struct dk_span s, bool seen_now)
{
	u32 i, last;
	int rc;

	if (!is_part(set, s))
		return -ERANGE;
	rc = carve(set, s, &i, &last);
	if (rc)
		return rc;
	for (; i < last; i++) {
		struct dk_range *r = &set->v[i];

		if (r->health == DK_SOUND)
			r->health = DK_BROKEN;
		else if (seen_now && r->domain != DK_NOBODY)
			r->health = DK_FATAL;
	}
	tidy(set);
	return 0;
}

/**
 * dk_rangeset_fail - record an error in a part of the device
 * @set: the set
 * @s: the part
 *
 * The first error makes the part broken. Another error in a broken part that a
 * guest has makes the part fatal, and dk_rangeset_doomed() reports the guest.
 *
 * Return: 0, -ERANGE or -ENOSPC.
 */
int dk_rangeset_fail(struct dk_rangeset *set, struct dk_span s)
{
	return blame(set, s, true);
}

/* Like dk_rangeset_fail(), for a known error: it never makes a part fatal. */
int dk_rangeset_avoid(struct dk_rangeset *set, struct dk_span s)
{
	return blame(set, s, false);
}

/* Find a guest that must be destroyed. Return: false if there is none. */
bool dk_rangeset_doomed(const struct dk_rangeset *set, u32 *domain)
{
	u32 i;

	for (i = 0; i < set->nr; i++)
		if (set->v[i].health == DK_FATAL) {
			*domain = set->v[i].domain;
			return true;
		}
	return false;
}

/* True if a guest has a part of the device; DK_NOBODY: if a part is free. */
bool dk_rangeset_has(const struct dk_rangeset *set, u32 domain)
{
	u32 i;

	for (i = 0; i < set->nr; i++)
		if (set->v[i].domain == domain)
			return true;
	return false;
}

/* True if a range is consistent, and has a holder or is broken. */
static bool is_sane(const struct dk_range *r)
{
	if (!r->len || r->start + r->len < r->start ||
	    r->gfn + r->len < r->gfn || r->health > DK_FATAL)
		return false;
	if (r->domain == DK_NOBODY)
		return r->health == DK_BROKEN && !r->gfn;
	return true;
}

/**
 * dk_rangeset_load - enter a saved range into a set
 * @set: the set
 * @range: a range that a guest has, or a broken range
 *
 * Return: 0, or an errno with the set unchanged: -EINVAL if the range is
 * invalid or conflicts with the set; -ERANGE if it is not inside the device;
 * -ENOSPC if the array is full.
 */
int dk_rangeset_load(struct dk_rangeset *set, const struct dk_range *range)
{
	struct dk_span s = span_of(range);
	u32 i;

	if (!is_sane(range))
		return -EINVAL;
	if (!is_part(set, s))
		return -ERANGE;
	for (i = 0; i < set->nr; i++)
		if (dk_span_overlaps(span_of(&set->v[i]), s) &&
		    (set->v[i].domain != DK_NOBODY ||
		     set->v[i].health != DK_SOUND))
			return -EINVAL;
	if (range->domain != DK_NOBODY &&
	    gfns_taken(set, range->domain,
		       (struct dk_span){ range->gfn, range->gfn + range->len }))
		return -EINVAL;
	return give(set, s, range->domain, range->gfn, range->health);
}
