// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames of the host in the physical address space of a guest, with the two
 * hypercalls that Xen has for the memory of devices.
 *
 * Xen does not look before it maps: a page of RAM is lost to the guest without
 * a word, and where a frame of a device is, the guest crashes. So it is looked
 * here. What is below 4 GiB is left alone: Xen shows nothing of the local APIC
 * and of emulated devices.
 */
#include <cpuid.h>
#include <errno.h>
#include "ops/device.h"
#include "mapping.h"

#define SUPERPAGE 512ULL	/* frames of 2 MiB */
#define FIRST_GFN 0x100000ULL	/* 4 GiB */

/* Behind the last frame that a processor of this host can address. */
static u64 end_of_frames(void)
{
	unsigned int a, b, c, d;

	if (!__get_cpuid(0x80000008, &a, &b, &c, &d))
		a = 36;
	return 1ULL << ((a & 0xff) - 12);
}

static int bad_gfn(const struct mapping *m, u64 gfn, int err,
		   const char *cause, const char *next)
{
	return complain(FAILED, err, device_name(m->d), m->action,
			say("frame 0x%llx: %s", gfn, cause), next);
}

/*
 * With 2 MiB pages a range needs hardly any memory for page tables, of which a
 * guest has little: without them 2 GiB use up what a small guest has.
 */
static int check_alignment(const struct mapping *m, struct dk_span s, u64 gfn)
{
	u64 left, first = gfn;

	while (s.start < s.end) {
		u64 mfn = mapping_frame(m, s.start, &left);
		u64 off = (mfn - gfn) % SUPERPAGE;

		if (off)
			return bad_gfn(m, gfn, EINVAL, say("it would be the host's 0x%llx, which is not as far from a multiple of 2 MiB",
							   mfn),
				       say("use 0x%llx", first + off));
		s.start += left;
		gfn += left;
	}
	return 0;
}

static int check_limits(const struct mapping *m, struct dk_span s, u64 gfn)
{
	u64 end = end_of_frames();

	if (gfn < FIRST_GFN)
		return bad_gfn(m, gfn, EINVAL, "below 4 GiB a guest may have what Xen does not show",
			       say("use 0x%llx or more", FIRST_GFN));
	if (gfn >= end || dk_span_len(s) > end - gfn)
		return bad_gfn(m, gfn, ERANGE, "the range ends behind the last address that the processor knows",
			       say("it has to end at 0x%llx", end));
	return 0;
}

/**
 * frames_check - can a guest see a part of a device there?
 * @s: which part, in pages
 * @gfn: where
 *
 * Returns 0, or an exit code after a complaint.
 */
int frames_check(const struct mapping *m, const struct holder *h,
		 struct dk_span s, u64 gfn)
{
	u64 end = gfn + dk_span_len(s), at = gfn;
	xen_pfn_t last;
	int rc = check_limits(m, s, gfn);

	if (!rc)
		rc = check_alignment(m, s, gfn);
	if (rc)
		return rc;
	if (xc_domain_maximum_gpfn(m->xc, h->domid, &last) < 0)
		rc = -errno;
	else if (end > last + 1)
		end = last + 1;		/* there was never anything behind it */
	if (!rc)
		rc = frames_find_used(h->domid, &at, end);
	if (rc)
		return mapping_fails(m, -rc, "Xen does not say what the guest has there",
				     NULL);
	if (at < end)
		return bad_gfn(m, at, EEXIST, say("%s has memory of its own there",
						  holder_text(m, h->domid)),
			       say("it has nothing behind 0x%lx", last));
	return 0;
}

static int allow(const struct mapping *m, uint32_t domid, u64 mfn, u64 nr,
		 bool yes)
{
	return xc_domain_iomem_permission(m->xc, domid, mfn, nr, yes) ?
	       -errno : 0;
}

/* Returns 0 if it is there no longer, or a negative errno. */
static int remove_some(const struct mapping *m, uint32_t domid, u64 gfn,
		       u64 mfn, u64 nr)
{
	return xc_domain_memory_mapping(m->xc, domid, gfn, mfn, nr,
					DPCI_REMOVE_MAPPING) ? -errno : 0;
}

/*
 * The library stops at the first frame that is not mapped, and says that it is
 * invalid. Where a call was cut short there may be some: so in small pieces.
 */
static int remove_piece(const struct mapping *m, uint32_t domid, u64 gfn,
			u64 mfn, u64 nr)
{
	u64 step = nr > SUPERPAGE ? SUPERPAGE : 1, i;
	int rc = remove_some(m, domid, gfn, mfn, nr);

	if (rc != -EINVAL || nr == 1)
		return rc == -EINVAL ? 0 : rc;
	for (i = 0, rc = 0; i < nr && !rc; i += step)
		rc = remove_piece(m, domid, gfn + i, mfn + i,
				  nr - i < step ? nr - i : step);
	return rc;
}

static int unmap_piece(const struct mapping *m, uint32_t domid, u64 gfn,
		       u64 mfn, u64 nr)
{
	int rc = allow(m, domid, mfn, nr, true);

	if (!rc)
		rc = remove_piece(m, domid, gfn, mfn, nr);
	return rc ?: allow(m, domid, mfn, nr, false);
}

static int map_piece(const struct mapping *m, uint32_t domid, u64 gfn, u64 mfn,
		     u64 nr)
{
	int rc = allow(m, domid, mfn, nr, true);

	if (!rc && xc_domain_memory_mapping(m->xc, domid, gfn, mfn, nr,
					    DPCI_ADD_MAPPING))
		rc = -errno;
	return rc;
}

/* A part, in pieces that lie in one range of the device. */
static int each_piece(const struct mapping *m, uint32_t domid, struct dk_span s,
		      u64 gfn,
		      int (*fn)(const struct mapping *m, uint32_t domid,
				u64 gfn, u64 mfn, u64 nr))
{
	u64 left, nr;
	int rc = 0;

	for (; s.start < s.end && !rc; s.start += nr, gfn += nr) {
		u64 mfn = mapping_frame(m, s.start, &left);

		nr = left < dk_span_len(s) ? left : dk_span_len(s);
		rc = fn(m, domid, gfn, mfn, nr);
	}
	return rc;
}

/* Takes a part from a guest that is alive. Returns 0, or a negative errno. */
int frames_unmap(const struct mapping *m, uint32_t domid, struct dk_span s,
		 u64 gfn)
{
	return each_piece(m, domid, s, gfn, unmap_piece);
}

/*
 * Gives a part to a guest. Returns 0, or a negative errno; then frames_unmap()
 * takes back what it got.
 */
int frames_map(const struct mapping *m, uint32_t domid, struct dk_span s,
	       u64 gfn)
{
	return each_piece(m, domid, s, gfn, map_piece);
}
