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

#define ACTION "forget bad pages"

static void warn_of(const struct daxkmem_device *d, long long bytes,
		    const char *text)
{
	if (bytes > 0)
		device_warn(d, say("%s %s", human(bytes), text));
}

/* Pages excluded when memory was onlined stay excluded until it is offlined. */
static void warn_attached(const struct daxkmem_device *d, long long before,
			  long long after)
{
	if (daxkmem_device_number(d, DAXKMEM_ONLINE) <= 0)
		before = 0;
	warn_of(d, after, "is flagged as bad by the kernel: forget it again after unplugging the memory");
	warn_of(d, before - after, "stays excluded from online memory until the memory is unplugged and plugged again");
}

static void say_who_knows(const struct daxkmem_device *d,
			  const long long before[NR_BAD_KNOWN],
			  const long long after[NR_BAD_KNOWN])
{
	if (daxkmem_device_attached(d))
		warn_attached(d, before[BAD_DRIVER], after[BAD_DRIVER]);
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
	int rc = bad_view_common(d, what, before);

	if (!rc)
		rc = ledger_forget(d, ACTION, gone);
	if (!rc && device_has_bad_pages(d))
		rc = ledger_tell(d, ACTION, "-", what);
	if (!rc)
		rc = bad_view_common(d, what, after);
	if (!rc)
		say_who_knows(d, before, after);
	return rc;
}
