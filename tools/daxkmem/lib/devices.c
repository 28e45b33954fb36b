// SPDX-License-Identifier: LGPL-2.1-or-later
/* List the devices of the bus, or find some of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "private.h"

void daxkmem_devices_free(struct daxkmem_device **list, int nr)
{
	while (nr > 0)
		daxkmem_device_unref(list[--nr]);
	free(list);
}

/* Skip devices that have disappeared meanwhile. */
static int read_all(struct daxkmem_ctx *ctx, char **names, int nr_names,
		    const char *prefix, struct daxkmem_device **list)
{
	int i, rc, nr = 0;

	for (i = 0; i < nr_names; i++) {
		if (strncmp(names[i], prefix, strlen(prefix)) ||
		    !daxkmem_name_ok(names[i]))
			continue;
		rc = daxkmem_device_get(ctx, names[i], &list[nr]);
		if (!rc) {
			nr++;
		} else if (rc != -ENODEV) {
			while (nr > 0)
				daxkmem_device_unref(list[--nr]);
			return rc;
		}
	}
	return nr;
}

/* Append the devices of a bus. Returns the new number, or a negative errno. */
static int add_bus(struct daxkmem_ctx *ctx, const char *dir, const char *prefix,
		   struct daxkmem_device ***list, int nr)
{
	struct daxkmem_device **more;
	char **names = NULL;
	int rc, nr_names = root_list(ctx, &names, "%s", dir);

	if (nr_names < 0)
		return nr_names;
	more = reallocarray(*list, nr + nr_names + 1, sizeof(*more));
	if (more)
		*list = more;
	rc = more ? read_all(ctx, names, nr_names, prefix, more + nr) : -ENOMEM;
	root_list_free(names, nr_names);
	return rc < 0 ? rc : nr + rc;
}

/* Without a dax bus there may still be ranges. */
int daxkmem_devices(struct daxkmem_ctx *ctx, struct daxkmem_device ***list)
{
	struct daxkmem_device **v = NULL;
	int dax = add_bus(ctx, DAX_DEVICES, "dax", &v, 0), nr = dax;

	if (dax >= 0 || dax == -ENOENT)
		nr = add_bus(ctx, PLATFORM_DEVICES, RANGE_NAME, &v, dax < 0 ? 0 : dax);
	if (nr == -ENOENT || (!nr && dax < 0))
		nr = dax;
	if (nr >= 0) {
		*list = v;
		return nr;
	}
	daxkmem_devices_free(v, dax < 0 ? 0 : dax);
	return nr;
}

/*
 * Free the devices of a loop. While the context has them, their references to
 * it do not count: they would keep it for ever if the loop was left early.
 */
static void end_loop(struct daxkmem_ctx *ctx)
{
	struct daxkmem_device **v = ctx->devices;
	int nr = ctx->nr_devices;

	ctx->refs += nr;
	ctx->devices = NULL;
	ctx->nr_devices = 0;
	daxkmem_devices_free(v, nr);
}

struct daxkmem_device *daxkmem_device_first(struct daxkmem_ctx *ctx)
{
	int nr;

	end_loop(ctx);
	nr = daxkmem_devices(ctx, &ctx->devices);
	if (nr < 0)
		return NULL;
	ctx->nr_devices = nr;
	ctx->refs -= nr;
	ctx->end_loop = end_loop;
	return ctx->devices[0];
}

struct daxkmem_device *daxkmem_device_next(struct daxkmem_device *device)
{
	struct daxkmem_ctx *ctx = device->ctx;
	int i;

	for (i = 0; i + 1 < ctx->nr_devices; i++)
		if (ctx->devices[i] == device)
			return ctx->devices[i + 1];
	end_loop(ctx);
	return NULL;
}

/* Accept the UUID of the raw namespace, too; its device-dax has another. */
static bool has_uuid(const struct daxkmem_device *d, const char *uuid)
{
	const char *ns = d->texts[DAXKMEM_NAMESPACE];
	char raw[WORD_LEN];

	if (!strcasecmp(d->texts[DAXKMEM_UUID], uuid))
		return true;
	return *ns &&
	       root_read(d->ctx, raw, sizeof(raw),
			 "/sys/bus/nd/devices/%s/uuid", ns) > 0 &&
	       !strcasecmp(raw, uuid);
}

/* The device with exactly these addresses. Only root can read them. */
static bool has_addresses(const struct daxkmem_device *d, const char *word)
{
	struct daxkmem_range *v = NULL, want;
	bool is = d->range && !daxkmem_range_parse(word, &want) &&
		  daxkmem_device_ranges(d, &v) == 1 &&
		  v->start == want.start && v->end == want.end;

	free(v);
	return is;
}

static bool has_memdev(const struct daxkmem_device *d, const char *word)
{
	struct daxkmem_memdev *v = NULL;
	int i, nr = daxkmem_device_memdevs(d, &v);
	bool has = false;

	for (i = 0; i < nr && !has; i++)
		has = daxkmem_memdev_matches(&v[i], word);
	free(v);
	return has;
}

bool daxkmem_device_matches(const struct daxkmem_device *d, const char *word)
{
	const char *value = word;

	switch (word_kind(&value)) {
	case WORD_DEVICE:
		return !strcmp(d->name, value);
	case WORD_NAMESPACE:
		return !strcmp(d->texts[DAXKMEM_NAMESPACE], value);
	case WORD_UUID:
		return has_uuid(d, value);
	case WORD_REGION:
		return !strcmp(d->texts[DAXKMEM_REGION], value);
	case WORD_SERIAL:
	case WORD_MEMDEV:
		return has_memdev(d, word);
	case WORD_RANGE:
		return has_addresses(d, value);
	default:
		return false;
	}
}

/* Regions of persistent memory and CXL regions can have the same name. */
static bool same_region(const struct daxkmem_device *a,
			const struct daxkmem_device *b)
{
	return !strcmp(a->texts[DAXKMEM_REGION], b->texts[DAXKMEM_REGION]) &&
	       !*a->texts[DAXKMEM_DECODER] == !*b->texts[DAXKMEM_DECODER];
}

/* Only a UUID, which is that of a namespace, can name devices of several regions. */
static bool is_unique(const char *word, struct daxkmem_device **v, int nr)
{
	int i;

	if (word_kind(&word) == WORD_UUID)
		return true;
	for (i = 1; i < nr; i++)
		if (!same_region(v[0], v[i]))
			return false;
	return true;
}

int daxkmem_devices_find(struct daxkmem_ctx *ctx, const char *word,
			 struct daxkmem_device ***list)
{
	struct daxkmem_device **v;
	int i, nr, found = 0;

	if (!daxkmem_word_ok(word))
		return -EINVAL;
	nr = daxkmem_devices(ctx, &v);
	if (nr < 0)
		return nr;
	for (i = 0; i < nr; i++) {
		if (daxkmem_device_matches(v[i], word))
			v[found++] = v[i];
		else
			daxkmem_device_unref(v[i]);
	}
	if (found && is_unique(word, v, found)) {
		*list = v;
		return found;
	}
	daxkmem_devices_free(v, found);
	return found ? -ENOTUNIQ : -ENODEV;
}
