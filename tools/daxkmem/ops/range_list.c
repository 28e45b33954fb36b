// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * List ranges, and candidates: addresses that firmware or the kernel's parameters
 * set apart as memory, with what uses them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/iomem.h"
#include "ops/device.h"
#include "ops/range_list.h"

/* The devices, and /proc/iomem. */
struct machine {
	struct daxkmem_device **devices;
	int nr_devices;
	struct iomem *iomem;
	int nr_iomem;
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

/* What has some of the addresses: devices, or else the first entry inside. */
static const char *user_of(const struct machine *m, const struct iomem *of)
{
	const struct iomem *i, *end = m->iomem + m->nr_iomem;
	const char *text = NULL;
	int n;

	for (n = 0; n < m->nr_devices; n++)
		if (has_part(m->devices[n], of))
			text = say("%s%s%s", text ?: "", text ? ", " : "",
				   device_name(m->devices[n]));
	for (i = of + 1; !text && i < end && i->depth > of->depth; i++)
		if (!iomem_is_unused(i) && strncmp(i->name, "hmem.", 5))
			text = say("%s", i->name);
	return text;
}

/* What is only reserved may be anything. */
static bool is_candidate(const struct iomem *i)
{
	return iomem_is_unused(i) && strcasecmp(i->name, "Reserved");
}

static void add_candidates(struct json_object *rows, const struct machine *m)
{
	struct daxkmem_range r;
	struct json_object *o;
	int i;

	for (i = 0; i < m->nr_iomem; i++) {
		if (!is_candidate(&m->iomem[i]))
			continue;
		r = (struct daxkmem_range){ m->iomem[i].start, m->iomem[i].end };
		o = row(&r, m->iomem[i].name);
		json_put_text(o, "used_by", user_of(m, &m->iomem[i]));
		json_object_array_add(rows, o);
	}
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
		return complain(FAILED, -m.nr_iomem, "/proc/iomem", "read it",
				m.nr_iomem == -EACCES ?
				"only root is shown the addresses" : NULL,
				next_step(-m.nr_iomem, NULL));
	m.nr_devices = daxkmem_devices(ctx, &m.devices);
	*rows = json_object_new_array();
	for (i = 0; i < m.nr_devices; i++)
		add_device(*rows, m.devices[i]);
	add_candidates(*rows, &m);
	if (m.nr_devices >= 0)
		daxkmem_devices_free(m.devices, m.nr_devices);
	free(m.iomem);
	return 0;
}
