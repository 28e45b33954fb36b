// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * List ranges, and candidates: addresses that firmware or the kernel's parameters
 * set apart as memory, with their users.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/fwmap.h"
#include "ops/device.h"
#include "ops/range_list.h"

/* The devices, /proc/iomem, and entries of the firmware map only. */
struct machine {
	struct daxkmem_device **devices;
	int nr_devices;
	struct iomem *iomem, *fwmap;
	int nr_iomem, nr_fwmap;
};

static struct json_object *row(const struct daxkmem_range *r, const char *kind)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, "chardev", NULL);
	json_put_text(o, "start", say("0x%llx", r->start));
	json_put_text(o, "end", say("0x%llx", r->end - 1));
	json_put_count(o, "size", r->end - r->start);
	json_put_text(o, "kind", kind);
	json_put_count(o, "target_node", -1);
	json_put_text(o, "state", NULL);
	json_put_text(o, "used_by", NULL);
	return o;
}

static void add_device(struct json_object *rows, const struct daxkmem_device *d)
{
	struct daxkmem_range *v;
	struct json_object *o;

	if (!daxkmem_device_range(d) || daxkmem_device_ranges(d, &v) < 1)
		return;
	o = row(v, "range");
	json_put_text(o, "chardev", device_name(d));
	json_put_count(o, "target_node", daxkmem_device_number(d, DAXKMEM_NODE));
	json_put_text(o, "state", daxkmem_device_text(d, DAXKMEM_STATE));
	json_object_array_add(rows, o);
	free(v);
}

static bool has_part(const struct daxkmem_device *d, const struct iomem *of)
{
	struct daxkmem_range *v;
	int i, nr = daxkmem_device_ranges(d, &v);
	bool has = false;

	if (nr < 0)
		return false;
	for (i = 0; i < nr; i++)
		has |= v[i].start < of->end && v[i].end > of->start;
	free(v);
	return has;
}

/* True for an entry of /proc/iomem that has addresses of @of. */
static bool is_inside(const struct iomem *i, const struct iomem *of)
{
	return i != of && i->depth >= of->depth && !iomem_is_unused(i) &&
	       i->start < of->end && i->end > of->start;
}

/* Users of the addresses: devices, or else the first entry inside. */
static const char *user_of(const struct machine *m, const struct iomem *of)
{
	const struct iomem *i, *end = m->iomem + m->nr_iomem;
	const char *text = NULL;
	int n;

	for (n = 0; n < m->nr_devices; n++)
		if (has_part(m->devices[n], of))
			text = say("%s%s%s", text ?: "", text ? ", " : "",
				   device_name(m->devices[n]));
	for (i = m->iomem; !text && i < end; i++)
		if (is_inside(i, of) && strncmp(i->name, "hmem.", 5))
			text = say("%s", i->name);
	return text;
}

/* Addresses that are only reserved may be anything. */
static bool is_candidate(const struct iomem *i)
{
	return iomem_is_unused(i) && strcasecmp(i->name, "Reserved");
}

static bool is_listed(const struct iomem *list, int nr, const struct iomem *as)
{
	for (; nr > 0; list++, nr--)
		if (is_candidate(list) && list->start < as->end &&
		    list->end > as->start)
			return true;
	return false;
}

static void add_candidate(struct json_object *rows, const struct machine *m,
			  const struct iomem *i)
{
	struct daxkmem_range r = { i->start, i->end };
	struct json_object *o = row(&r, i->name);

	json_put_text(o, "used_by", user_of(m, i));
	json_object_array_add(rows, o);
}

/*
 * Kernels that keep soft-reserved memory out of /proc/iomem do not show it in the
 * firmware map if kernel parameters soft-reserved it: only the dax device shows it.
 */
static void add_hmem(struct json_object *rows, const struct machine *m,
		     const struct daxkmem_device *d)
{
	const char *region = daxkmem_device_text(d, DAXKMEM_REGION);
	struct iomem i = { .name = IOMEM_SOFT_RESERVED };
	struct daxkmem_range *v;
	int n, nr;

	if (!region || strncmp(region, "hmem.", 5))
		return;
	nr = daxkmem_device_ranges(d, &v);
	for (n = 0; n < nr; n++) {
		i.start = v[n].start;
		i.end = v[n].end;
		if (!is_listed(m->iomem, m->nr_iomem, &i) &&
		    !is_listed(m->fwmap, m->nr_fwmap, &i))
			add_candidate(rows, m, &i);
	}
	if (nr >= 0)
		free(v);
}

static void add_candidates(struct json_object *rows, const struct machine *m)
{
	int i;

	for (i = 0; i < m->nr_iomem; i++)
		if (is_candidate(&m->iomem[i]))
			add_candidate(rows, m, &m->iomem[i]);
	for (i = 0; i < m->nr_fwmap; i++)
		if (!is_listed(m->iomem, m->nr_iomem, &m->fwmap[i]))
			add_candidate(rows, m, &m->fwmap[i]);
	for (i = 0; i < m->nr_devices; i++)
		add_hmem(rows, m, m->devices[i]);
}

/**
 * range_list - list ranges and candidates
 * @rows: receives an array; the caller puts it
 *
 * Returns 0, or an exit code after an error message.
 */
int range_list(struct json_object **rows)
{
	struct machine m = { 0 };
	int i;

	m.nr_iomem = iomem_read(ctx, &m.iomem);
	if (m.nr_iomem < 0)
		return complain(FAILED, -m.nr_iomem, "/proc/iomem", "read",
				m.nr_iomem == -EACCES ?
				"only root can see the addresses" : NULL,
				next_step(-m.nr_iomem, NULL));
	m.nr_fwmap = fwmap_soft_reserved(ctx, &m.fwmap);
	m.nr_devices = daxkmem_devices(ctx, &m.devices);
	*rows = json_object_new_array();
	for (i = 0; i < m.nr_devices; i++)
		add_device(*rows, m.devices[i]);
	add_candidates(*rows, &m);
	if (m.nr_devices >= 0)
		daxkmem_devices_free(m.devices, m.nr_devices);
	free(m.fwmap);
	free(m.iomem);
	return 0;
}
