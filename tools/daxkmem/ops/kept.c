// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kept memory: find the device that takes it over, or the way to get that
 * device back.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/cxl.h"
#include "ops/device.h"
#include "ops/kept.h"

#define ND_DEVICES "/sys/bus/nd/devices"
#define DATA_OFFSET (2ULL << 20)	/* ndctl create-namespace -M mem */

/* A namespace or a region of persistent memory. */
struct place {
	char name[WORD_LEN];
	unsigned long long start, size;
};

static unsigned long long first_byte(const struct daxkmem_kept *k)
{
	return k->ranges[0].at.start;
}

static unsigned long long end(const struct daxkmem_kept *k)
{
	return k->ranges[k->nr_ranges - 1].at.end;
}

static bool read_place(struct place *p, const char *name)
{
	char text[WORD_LEN];
	long long size = root_number(ctx, ND_DEVICES "/%s/size", name);

	if (size <= 0 || strlen(name) >= sizeof(p->name) ||
	    root_read(ctx, text, sizeof(text), ND_DEVICES "/%s/resource",
		      name) <= 0)
		return false;
	strcpy(p->name, name);
	p->start = strtoull(text, NULL, 16);
	p->size = size;
	return true;
}

/* Find the namespace or region that contains all ranges. */
static bool find_place(struct place *p, const char *kind,
		       const struct daxkmem_kept *k)
{
	char **names;
	int i, nr = root_list(ctx, &names, ND_DEVICES);
	bool found = false;

	for (i = 0; i < nr && !found; i++)
		found = !strncmp(names[i], kind, strlen(kind)) &&
			read_place(p, names[i]) &&
			p->start <= first_byte(k) &&
			end(k) <= p->start + p->size;
	if (nr >= 0)
		root_list_free(names, nr);
	return found;
}

/*
 * Guess how the namespace was created: addresses after the range belonged to
 * another namespace, and those before it hold the namespace's own metadata.
 */
static const char *create_command(const struct place *region,
				  const struct daxkmem_kept *k)
{
	unsigned long long at = first_byte(k);

	if (at < region->start + DATA_OFFSET)
		return "";
	return say("ndctl create-namespace -m devdax -M mem -r %s -s %llu; daxkmem attach region=%s",
		   region->name, end(k) - at + DATA_OFFSET, region->name);
}

/* How to get a device back that is gone; "" if unknown. */
static const char *how_it_returns(const struct daxkmem_kept *k)
{
	struct place p;

	if (!strncmp(k->name, RANGE_NAME, strlen(RANGE_NAME)))
		return say("daxkmem range add 0x%llx %llu", first_byte(k),
			   end(k) - first_byte(k));
	if (find_place(&p, "namespace", k))
		return say("ndctl enable-namespace %s; daxkmem attach %s",
			   p.name, p.name);
	if (find_place(&p, "region", k))
		return create_command(&p, k);
	return cxl_kept_next(k);
}

/*
 * Without root, addresses cannot be compared, so accept a device of the same
 * name that has no driver.
 */
static bool likely_by_name(const struct daxkmem_kept *k)
{
	return daxkmem_name_ok(k->name) &&
	       root_exists(ctx, "%s/%s", bus_of(k->name), k->name) &&
	       !root_exists(ctx, "%s/%s/driver", bus_of(k->name), k->name);
}

static void look(struct kept *kept, const struct daxkmem_kept *k)
{
	struct daxkmem_device *d;
	int rc = daxkmem_kept_device(ctx, k, &d);
	const char *next = "";

	kept->k = k;
	if (!rc) {
		snprintf(kept->device, sizeof(kept->device), "%s",
			 device_name(d));
		daxkmem_device_unref(d);
	} else if (rc == -EACCES && likely_by_name(k)) {
		snprintf(kept->device, sizeof(kept->device), "%.*s",
			 NAME_MAX_LEN, k->name);
	} else if (rc == -EACCES) {
		next = "sudo daxkmem doctor";
	} else {
		next = how_it_returns(k);
	}
	if (*kept->device)
		next = say("daxkmem attach %s", kept->device);
	snprintf(kept->next, sizeof(kept->next), "%s", next);
}

/* Read the kept memory; free it with kept_free(). */
void kept_read(struct kept_all *all)
{
	int i, nr;

	memset(all, 0, sizeof(*all));
	nr = daxkmem_kept(ctx, &all->list);
	if (nr > 0) {
		all->v = calloc(nr, sizeof(*all->v));
		if (!all->v) {
			daxkmem_kept_free(all->list, nr);
			all->list = NULL;
			nr = -ENOMEM;
		}
	}
	if (nr < 0) {
		all->err = -nr;
		return;
	}
	all->nr = nr;
	for (i = 0; i < nr; i++)
		look(&all->v[i], &all->list[i]);
}

void kept_free(struct kept_all *all)
{
	daxkmem_kept_free(all->list, all->nr);
	free(all->v);
}

/* Kept memory that a device takes over when it is attached, or NULL. */
const struct kept *kept_by_device(const struct kept_all *all, const char *name)
{
	int i;

	for (i = 0; i < all->nr; i++)
		if (!strcmp(all->v[i].device, name))
			return &all->v[i];
	return NULL;
}

/* Kept memory of a device that is gone, by its former name, or NULL. */
const struct kept *kept_by_name(const struct kept_all *all, const char *name)
{
	int i;

	for (i = 0; i < all->nr; i++)
		if (!*all->v[i].device && !strcmp(all->v[i].k->name, name))
			return &all->v[i];
	return NULL;
}

/* Kept memory of a CXL region, or NULL. */
const struct kept *kept_by_region(const struct kept_all *all, const char *region)
{
	int i;

	for (i = 0; i < all->nr; i++)
		if (!*all->v[i].device &&
		    cxl_region_contains(region, first_byte(all->v[i].k)))
			return &all->v[i];
	return NULL;
}

static struct json_object *address(unsigned long long value)
{
	return json_object_new_int64(value);
}

static struct json_object *range_json(const struct daxkmem_kept_range *r)
{
	struct json_object *o = json_object_new_object();
	bool known = r->at.end;

	json_object_object_add(o, "start", known ? address(r->at.start) : NULL);
	json_object_object_add(o, "end",
			       known ? address(r->at.end - 1) : NULL);
	json_put_text(o, "block",
		      r->nr_blocks ? say("memory%lu", r->block) : NULL);
	json_put_count(o, "blocks", r->nr_blocks);
	json_put_count(o, "plugged_size", r->plugged);
	json_put_count(o, "online_size", r->online);
	return o;
}

/* The caller puts the object. */
struct json_object *kept_json(const struct kept *kept)
{
	const struct daxkmem_kept *k = kept->k;
	struct json_object *o = json_object_new_object();
	struct json_object *ranges = json_object_new_array();
	int i;

	for (i = 0; i < k->nr_ranges; i++)
		json_object_array_add(ranges, range_json(&k->ranges[i]));
	json_put_text(o, "name", k->name);
	json_put_count(o, "target_node", k->node);
	json_put_text(o, "policy", k->policy);
	json_put_count(o, "plugged_size", k->plugged);
	json_put_count(o, "online_size", k->online);
	json_object_object_add(o, "ranges", ranges);
	json_put_text(o, "device", *kept->device ? kept->device : NULL);
	json_put_text(o, "next", *kept->next ? kept->next : NULL);
	return o;
}

/*
 * " (0x100200000-0x147ffffff)" and the number of further ranges; "" if unknown
 */
static const char *ranges_text(const struct daxkmem_kept *k)
{
	const struct daxkmem_range *r = &k->ranges[0].at;
	const char *more = k->nr_ranges > 1 ?
			   say(" and %d more", k->nr_ranges - 1) : "";

	if (!r->end)
		return "";
	return say(" (%#llx-%#llx%s)", r->start, r->end - 1, more);
}

/* A sentence about the kept memory. */
const char *kept_text(const struct kept *kept)
{
	const struct daxkmem_kept *k = kept->k;

	return say("%s %s, but %s of its memory stays on node %d, %s of it online%s",
		   k->name, strcmp(kept->device, k->name) ? "no longer exists" :
							    "has no driver",
		   size_text(k->plugged), k->node, size_text(k->online),
		   ranges_text(k));
}

/* The next step for the user. */
const char *kept_next(const struct kept *kept)
{
	return *kept->next ? kept->next :
	       "create a dax device with exactly these addresses again; daxkmem doctor then shows how to attach it";
}
