// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Read the poison lists of CXL memory devices. A write to trigger_poison_list
 * makes the kernel read the list of a device. The kernel reports each entry as a
 * trace event, with the host address if the address belongs to a region.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cxl_event.h"
#include "cxl_poison.h"
#include "base/tracing.h"

/* Report only the first problem. */
static void problem(struct cxl_poison *p, int err, const char *text)
{
	if (p->err)
		return;
	p->err = err;
	snprintf(p->problem, sizeof(p->problem), "%s", text);
}

/* Devices that interleave several regions of the dax device have one list. */
static bool listed(const struct cxl_target *v, int i)
{
	int k;

	for (k = 0; k < i; k++)
		if (!strcmp(v[k].memdev, v[i].memdev))
			return true;
	return false;
}

static void trigger(struct daxkmem_ctx *ctx, const char *memdev,
		    struct cxl_poison *p)
{
	int rc = root_write(ctx, "1", CXL_DEVICES "/%s/trigger_poison_list",
			    memdev);

	if (!rc)
		p->lists++;
	else if (rc == -ENOENT)
		problem(p, rc, say("%s has no poison list", memdev));
	else
		problem(p, rc, say("the poison list of %s cannot be read: %s",
				   memdev, strerror(-rc)));
}

static const struct cxl_target *target_of(const struct cxl_event *e,
					  const struct cxl_target *v, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(v[i].region, e->region) &&
		    !strcmp(v[i].memdev, e->memdev))
			return &v[i];
	return NULL;
}

static void take(const struct cxl_event *e, const struct cxl_target *t,
		 struct cxl_poison *p)
{
	if (e->incomplete)
		problem(p, -EOVERFLOW,
			say("%s has more poison than its list can hold",
			    e->memdev));
	if (e->gone)
		return;
	if (e->hpa == CXL_NO_HPA)
		problem(p, -ENXIO,
			say("the kernel cannot translate an address of %s",
			    e->memdev));
	else if (cxl_event_range(e, t, &p->bad))
		problem(p, -ENOMEM, strerror(ENOMEM));
}

/* The head of the file: "# entries-in-buffer/entries-written: 2/2   #P:2" */
static bool overwritten(const char *line)
{
	unsigned long long have, written;

	return sscanf(line, "# entries-in-buffer/entries-written: %llu/%llu",
		      &have, &written) == 2 && have < written;
}

static void parse(char *text, const struct cxl_target *v, int nr,
		  struct cxl_poison *p)
{
	const struct cxl_target *t;
	struct cxl_event e;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (overwritten(line))
			problem(p, -EOVERFLOW, "the kernel's trace buffer is too small for the poison lists");
		if (!cxl_event_parse(line, &e) || e.kind != CXL_POISON)
			continue;
		t = target_of(&e, v, nr);
		if (t)
			take(&e, t, p);
	}
}

/* Keep the addresses of the device. */
static void clip(const struct daxkmem_device *d, struct cxl_poison *p)
{
	struct ranges own = { 0 }, inside = { 0 };

	own.nr = daxkmem_device_ranges(d, &own.v);
	ranges_to_pages(&p->bad);
	if (own.nr < 0)
		problem(p, own.nr, strerror(-own.nr));
	else if (ranges_clip(&p->bad, &own, &inside))
		problem(p, -ENOMEM, strerror(ENOMEM));
	ranges_merge(&inside);
	ranges_free(&p->bad);
	ranges_free(&own);
	p->bad = inside;
}

static void read_lists(const struct tracing *trace, const struct cxl_target *v,
		       int nr, struct cxl_poison *p)
{
	char *text;
	int i, rc;

	for (i = 0; i < nr; i++)
		if (!listed(v, i))
			trigger(trace->ctx, v[i].memdev, p);
	if (!p->lists)
		return;
	rc = root_read_all(trace->ctx, &text, "%s/trace", trace->dir);
	if (rc < 0) {
		problem(p, rc, say("the trace cannot be read: %s", strerror(-rc)));
		return;
	}
	parse(text, v, nr, p);
	free(text);
}

static void with_trace(struct daxkmem_ctx *ctx, const struct cxl_target *v,
		       int nr, struct cxl_poison *p)
{
	struct tracing trace;
	int rc = tracing_open(ctx, &trace);

	if (rc) {
		problem(p, rc, tracing_problem(rc));
		return;
	}
	rc = tracing_enable(&trace, "cxl/cxl_poison");
	if (rc)
		problem(p, rc, "the kernel has no trace event cxl_poison");
	else
		read_lists(&trace, v, nr, p);
	tracing_close(&trace);
}

/**
 * cxl_poison_read - read the poison lists of all memory devices of a dax device
 * @p: receives the poison; free it with cxl_poison_free()
 *
 * Sets @p->err if poison may be missing. Returns 0; or a negative errno if the
 * memory devices are not known.
 */
int cxl_poison_read(const struct daxkmem_device *d, struct cxl_poison *p)
{
	struct cxl_target *v;
	int nr = cxl_targets(d, &v);

	*p = (struct cxl_poison){ 0 };
	if (nr < 0)
		return nr;
	if (nr) {
		with_trace(d->ctx, v, nr, p);
		clip(d, p);
	}
	free(v);
	return 0;
}

void cxl_poison_free(struct cxl_poison *p)
{
	ranges_free(&p->bad);
}
