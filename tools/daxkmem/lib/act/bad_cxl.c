// SPDX-License-Identifier: LGPL-2.1-or-later
/* Add the poison lists of CXL memory devices to the ledger. */
#include <errno.h>
#include <string.h>
#include "lib/act/bad_cxl.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"
#include "lib/cxl_poison.h"

#define ACTION "import bad pages"

/*
 * Tell the driver even if the ledger cannot be written: the device keeps its list
 * and the next attach reads it again.
 */
static int add(const struct daxkmem_device *d, const struct cxl_poison *p)
{
	struct notes bad = { 0 };
	int rc = 0;

	if (notes_add_ranges(&bad, &p->bad, BY_CXL_POISON))
		rc = device_fails(d, DAXKMEM_FAILED, ENOMEM, ACTION, NULL, NULL);
	else if (bad.nr)
		rc = ledger_take(d, ACTION, &bad);
	notes_free(&bad);
	return rc;
}

static void warn_of_error(const struct daxkmem_device *d)
{
	const struct daxkmem_error *e = daxkmem_error(d->ctx);
	const char *cause = e ? daxkmem_error_text(e, DAXKMEM_ERROR_CAUSE) : NULL;

	device_warn(d, say("the poison of its CXL devices was not saved: %s",
			   cause ?: "unknown"));
	error_clear(d->ctx);
}

/**
 * bad_cxl_refresh - read the poison lists before memory is added
 *
 * Caller holds the device's lock. A list that cannot be read is only worth a
 * warning: the memory is used without it, as it is by other drivers.
 */
void bad_cxl_refresh(struct daxkmem_device *d)
{
	struct cxl_poison p;
	int rc = cxl_poison_read(d, &p);

	if (rc) {
		device_warn(d, say("its CXL devices cannot be found: %s",
				   strerror(-rc)));
		return;
	}
	if (p.err)
		device_warn(d, say("not all poison of its CXL devices is known: %s",
				   p.problem));
	if (add(d, &p))
		warn_of_error(d);
	cxl_poison_free(&p);
}

static int import_fails(const struct daxkmem_device *d, int rc,
			const struct cxl_poison *p)
{
	if (rc)
		return device_fails(d, DAXKMEM_FAILED, -rc, ACTION,
				    "its CXL devices cannot be found", NULL);
	if (p->err)
		return device_fails(d, p->lists ? DAXKMEM_PARTLY : DAXKMEM_FAILED,
				    -p->err, ACTION, p->problem,
				    next_step(-p->err, NULL));
	if (!p->lists)
		return device_fails(d, DAXKMEM_UNSUPPORTED, 0, ACTION,
				    "its memory is not in a CXL region", NULL);
	return 0;
}

/**
 * bad_cxl_import - read the poison lists because the user asked for it
 *
 * Caller holds the device's lock and has refreshed the device.
 */
int bad_cxl_import(struct daxkmem_device *d)
{
	struct cxl_poison p;
	int rc = cxl_poison_read(d, &p), saved;

	saved = rc ? 0 : add(d, &p);
	rc = saved ?: import_fails(d, rc, &p);
	cxl_poison_free(&p);
	return rc;
}
