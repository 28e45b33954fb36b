// SPDX-License-Identifier: LGPL-2.1-or-later
/* Add and remove ranges of physical addresses as devices. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lib/act/device.h"
#include "base/iomem.h"
#include "lib/host/modules.h"

#define ADD "add the range"
#define REMOVE "remove the range"
#define SYSTEM_RAM "System RAM"
#define FREE_RANGES "daxkmem range list shows which addresses are unused"

static const char *text_of(const struct daxkmem_range *r)
{
	return say("0x%llx-0x%llx", r->start, r->end - 1);
}

/*
 * The deepest entry that overlaps the addresses; NULL if unknown. For System RAM,
 * the entries below it are only its use, such as "Kernel code".
 */
static const char *user_of(struct daxkmem_ctx *ctx, const struct daxkmem_range *r)
{
	const struct iomem *found = NULL;
	const char *text = NULL;
	struct iomem *v;
	int i, nr = iomem_read(ctx, &v);

	for (i = 0; i < nr; i++)
		if (v[i].start < r->end && v[i].end > r->start &&
		    !iomem_is_unused(&v[i]) &&
		    (!found || (v[i].depth > found->depth &&
				strcmp(found->name, SYSTEM_RAM))))
			found = &v[i];
	if (found)
		text = say("%s is at 0x%llx-0x%llx", found->name, found->start,
			   found->end - 1);
	if (nr >= 0)
		free(v);
	return text;
}

static int add_fails(struct daxkmem_ctx *ctx, const struct daxkmem_range *r,
		     int err)
{
	const char *cause = strerror(err), *next = see_log("range");
	enum daxkmem_error_kind kind = DAXKMEM_FAILED;

	switch (err) {
	case EPERM:
		cause = "firmware does not describe all of it as usable memory";
		next = "use --force if it is memory nevertheless";
		break;
	case EBUSY:
		cause = user_of(ctx, r) ?: "some of these addresses are in use";
		next = FREE_RANGES;
		break;
	case E2BIG:
		cause = "the kernel cannot map all of these addresses as memory";
		next = FREE_RANGES;
		break;
	case ENOSPC:
		cause = say("the range contains no whole memory block of %s",
			    human(daxkmem_block_size(ctx)));
		next = "choose a larger range, or one that starts at a multiple of the block size";
		break;
	case EINVAL:
	case ERANGE:
		kind = DAXKMEM_INVALID;
		break;
	default:
		next = next_step(err, next);
	}
	return fail(ctx, kind, err, text_of(r), ADD, cause, next);
}

static int load_driver(struct daxkmem_ctx *ctx, const struct daxkmem_range *r)
{
	const char *cause = "the loaded module dax_kmem is older than this tool";
	const char *next = "load the module that came with this tool";
	int rc = 0;

	if (!root_exists(ctx, RANGE_DRIVER))
		rc = module_load(ctx, "dax_kmem");
	if (!rc && root_exists(ctx, RANGE_DRIVER "/add_range"))
		return 0;
	if (rc)
		module_explain("dax_kmem", -rc, &cause, &next);
	return fail(ctx, DAXKMEM_UNSUPPORTED, -rc, text_of(r), ADD, cause, next);
}

int daxkmem_range_add(struct daxkmem_ctx *ctx, const struct daxkmem_range *r,
		      unsigned int flags, struct daxkmem_device **device)
{
	const char *word = say("range=0x%llx+%llu", r->start, r->end - r->start);
	struct daxkmem_device **v;
	int rc, nr;

	error_clear(ctx);
	rc = load_driver(ctx, r);
	if (rc)
		return rc;
	rc = root_write(ctx, say("0x%llx %llu unplugged%s", r->start,
				 r->end - r->start,
				 flags & DAXKMEM_RANGE_FORCE ? " force" : ""),
			RANGE_DRIVER "/add_range");
	if (rc)
		return add_fails(ctx, r, -rc);
	nr = daxkmem_devices_find(ctx, word, &v);
	if (nr < 0)
		return fail(ctx, DAXKMEM_FAILED, -nr, text_of(r), ADD,
			    "the new device has disappeared", "daxkmem list");
	*device = v[0];
	free(v);
	return 0;
}

/* Caller holds the lock and has refreshed the device. */
static int remove_locked(struct daxkmem_device *d, const void *unused)
{
	int rc = root_write(d->ctx, d->name, RANGE_DRIVER "/remove_range");

	(void)unused;
	if (!rc)
		return 0;
	return device_fails(d, DAXKMEM_FAILED, -rc, REMOVE,
			    rc == -EBUSY ? "its memory is in use" : strerror(-rc),
			    rc == -EBUSY ? say("daxkmem detach %s", d->name) :
					   next_step(-rc, see_log(d->name)));
}

int daxkmem_range_remove(struct daxkmem_device *d)
{
	if (d->range)
		return device_change(d, REMOVE, remove_locked, NULL);
	error_clear(d->ctx);
	return device_fails(d, DAXKMEM_INVALID, 0, REMOVE,
			    "this is a device of the dax bus, not a range",
			    say("daxkmem detach %s", d->name));
}
