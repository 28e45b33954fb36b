// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Map frames of the host into the physical address space of a guest, with Xen's
 * two hypercalls for device memory (iomem_permission and memory_mapping).
 *
 * Xen does not check what the guest already has at a frame: a page of RAM is
 * silently lost, and mapping over a frame of a device crashes the guest. So
 * check here. Refuse frames below 4 GiB, because Xen does not report the local
 * APIC and emulated devices there.
 */
#include <cpuid.h>
#include <errno.h>
#include "ops/device.h"
#include "mapping.h"

#define SUPERPAGE 512ULL	/* 4 KiB frames in 2 MiB */
#define FIRST_GFN 0x100000ULL	/* 4 GiB */

/* First frame beyond the physical address width of this CPU. */
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
			say("GFN 0x%llx: %s", gfn, cause), next);
}

/*
 * Require equal guest and host frames modulo 2 MiB, so that Xen can use 2 MiB
 * pages. With 4 KiB pages, the page tables for 2 GiB use up the paging pool of
 * a small guest.
 */
static int check_alignment(const struct mapping *m, struct dk_span s, u64 gfn)
{
	u64 left, first = gfn;

	while (s.start < s.end) {
		u64 mfn = mapping_frame(m, s.start, &left);
		u64 off = (mfn - gfn) % SUPERPAGE;

		if (off)
			return bad_gfn(m, gfn, EINVAL, say("MFN 0x%llx, which it would map, has a different offset within 2 MiB",
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
		return bad_gfn(m, gfn, EINVAL, "below 4 GiB a guest may have devices that Xen does not report",
			       say("use 0x%llx or more", FIRST_GFN));
	if (gfn >= end || dk_span_len(s) > end - gfn)
		return bad_gfn(m, gfn, ERANGE, "the range ends beyond the processor's physical address width",
			       say("the range must end at 0x%llx or below", end));
	return 0;
}

/**
 * frames_check - check whether a part of a device can be mapped into a guest
 * @m: the device
 * @h: the guest
 * @s: the part, in pages of the device
 * @gfn: guest frame of the first page
 *
 * Checks for RAM of the guest only: dk_rangeset_map() and store_claim() check
 * for parts of devices.
 *
 * Return: 0, or an exit code after an error message.
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
		end = last + 1;		/* no frame above was ever used */
	if (!rc)
		rc = frames_find_used(h->domid, &at, end);
	if (rc)
		return mapping_fails(m, -rc, "Xen does not report what the guest has there",
				     NULL);
	if (at < end)
		return bad_gfn(m, at, EEXIST, say("%s already has memory there",
						  holder_text(m, h->domid)),
			       say("it has nothing above 0x%lx", last));
	return 0;
}

static int allow(const struct mapping *m, uint32_t domid, u64 mfn, u64 nr,
		 bool yes)
{
	return xc_domain_iomem_permission(m->xc, domid, mfn, nr, yes) ?
	       -errno : 0;
}

/* Return: 0, or a negative errno: -EINVAL if a frame is not mapped. */
static int remove_some(const struct mapping *m, uint32_t domid, u64 gfn,
		       u64 mfn, u64 nr)
{
	return xc_domain_memory_mapping(m->xc, domid, gfn, mfn, nr,
					DPCI_REMOVE_MAPPING) ? -errno : 0;
}

/*
 * Removal stops with -EINVAL at the first frame that is not mapped. An
 * interrupted call may have left such frames, so retry in pieces of 2 MiB, then
 * of 4 KiB. Return: 0 if no frame is mapped any more, or a negative errno.
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

/* Call @fn for each piece of a part that is contiguous on the host. */
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

/* Unmap a part from a guest that exists. Return: 0, or a negative errno. */
int frames_unmap(const struct mapping *m, uint32_t domid, struct dk_span s,
		 u64 gfn)
{
	return each_piece(m, domid, s, gfn, unmap_piece);
}

/*
 * Map a part into a guest. Return: 0, or a negative errno; the caller then
 * calls frames_unmap(), because the part may be mapped incompletely.
 */
int frames_map(const struct mapping *m, uint32_t domid, struct dk_span s,
	       u64 gfn)
{
	return each_piece(m, domid, s, gfn, map_piece);
}
