// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Remove pages from the lists of known bad pages. The ledger and the driver can
 * be changed. Warn if other sources still list a page, because it will come
 * back.
 */
#include <string.h>
#include "lib/act/bad_forget.h"
#include "lib/act/bad_view.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"
#include "lib/host/pages.h"

#define ACTION "forget bad pages"

static void warn_of(const struct daxkmem_device *d, long long bytes,
		    const char *text)
{
	if (bytes > 0)
		device_warn(d, say("%s %s", human(bytes), text));
}

/* Bytes of the pages in @r that a driver holds back, or a negative errno. */
static long long count_held(struct daxkmem_ctx *ctx, const struct ranges *r)
{
	struct page_files files;
	struct page_walk walk = { .files = &files, .one_of = 1 };
	struct page_census c = { 0 };
	int i, rc = page_files_open(ctx, &files);

	if (rc)
		return rc;
	for (i = 0; !rc && i < r->nr; i++)
		rc = page_census(&walk, r->v[i].start,
				 r->v[i].end - r->v[i].start, &c);
	page_files_close(&files);
	return rc ?: c.bytes[PAGE_DRIVER];
}

/*
 * Bytes of the driver's pages in @what that are excluded from online memory. A
 * page that was added while it was online may be in use. Returns a negative
 * number if the kernel does not show pages.
 */
static long long excluded(const struct daxkmem_device *d,
			  const struct ranges *what)
{
	struct ranges known = { 0 }, inside = { 0 };
	long long bytes;

	if (!device_has_bad_pages(d) ||
	    daxkmem_device_number(d, DAXKMEM_ONLINE) <= 0)
		return 0;
	known.nr = daxkmem_device_bad(d, &known.v);
	if (known.nr < 0)
		return known.nr;
	bytes = ranges_clip(&known, what, &inside);
	if (!bytes)
		bytes = count_held(d->ctx, &inside);
	ranges_free(&inside);
	ranges_free(&known);
	return bytes;
}

/* Pages excluded when memory was onlined stay excluded until it is offlined. */
static void say_who_knows(const struct daxkmem_device *d, long long held,
			  const long long before[NR_BAD_KNOWN],
			  const long long after[NR_BAD_KNOWN])
{
	if (held < 0)
		held = before[BAD_DRIVER] - after[BAD_DRIVER];
	warn_of(d, held,
		"stays excluded from online memory until the memory is unplugged and plugged again");
	if (daxkmem_device_attached(d))
		warn_of(d, after[BAD_DRIVER],
			"is flagged as bad by the kernel: forget it again after unplugging the memory");
	else if (daxkmem_driver(d->ctx) && !daxkmem_device_pool(d))
		device_warn(d, "the driver keeps its own list until the module is unloaded: pages can be removed from it only while the device is attached");
	warn_of(d, after[BAD_BADBLOCKS],
		"is listed by libnvdimm (badblocks): the driver adds it again at the next change of the device");
}

/**
 * bad_forget - remove pages from the ledger and from the driver's list
 * @own: addresses of the device
 * @gone: pages to remove, inside the device, merged; NULL: all
 *
 * Caller holds the device's lock.
 */
int bad_forget(const struct daxkmem_device *d, const struct ranges *own,
	       const struct ranges *gone)
{
	const struct ranges *what = gone ?: own;
	long long before[NR_BAD_KNOWN], after[NR_BAD_KNOWN];
	long long held = excluded(d, what);
	int rc = bad_view_common(d, what, before);

	if (!rc)
		rc = ledger_forget(d, ACTION, gone);
	if (!rc && device_has_bad_pages(d))
		rc = ledger_tell(d, ACTION, "-", what);
	if (!rc)
		rc = bad_view_common(d, what, after);
	if (!rc)
		say_who_knows(d, held, before, after);
	return rc;
}
