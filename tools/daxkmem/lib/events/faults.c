// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Listen to memory errors of a device: trace events of CXL devices, of drivers
 * for memory controllers, and of pages that the kernel takes out of use.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "lib/cxl_event.h"
#include "lib/events/corrected.h"
#include "lib/notes.h"
#include "lib/ras_event.h"
#include "base/tracing.h"

#define LINE_LEN 2048	/* DRAM events are longer than 1000 characters */

struct daxkmem_faults {
	struct tracing trace;
	int fd;
	struct ranges own;
	struct cxl_target *targets;
	int nr_targets;
	struct corrected corrected;
	char line[LINE_LEN];
	size_t len;
	bool lost;
	struct notes found;
};

/* Keep whole pages inside the device. */
static void found(struct daxkmem_faults *f, struct ranges *at, const char *source)
{
	struct ranges inside = { 0 };
	int rc;

	ranges_to_pages(at);
	rc = ranges_clip(at, &f->own, &inside) ?:
	     notes_add_ranges(&f->found, &inside, source);
	f->lost |= rc;
	ranges_free(&inside);
}

static bool is_bad(struct daxkmem_faults *f, unsigned long long address,
		   bool uncorrected, unsigned int errors)
{
	return uncorrected ||
	       corrected_add(&f->corrected,
			     address / sysconf(_SC_PAGESIZE), errors);
}

static const struct cxl_target *target_of(const struct daxkmem_faults *f,
					  const struct cxl_event *e)
{
	int i;

	for (i = 0; i < f->nr_targets; i++)
		if (!strcmp(f->targets[i].memdev, e->memdev) &&
		    !strcmp(f->targets[i].region, e->region))
			return &f->targets[i];
	return NULL;
}

static void take_cxl(struct daxkmem_faults *f, const struct cxl_event *e)
{
	static const char *const sources[NR_CXL_EVENTS] = {
		[CXL_POISON] = BY_CXL_POISON,
		[CXL_MEDIA] = BY_CXL_MEDIA,
		[CXL_DRAM] = BY_CXL_DRAM,
	};
	const struct cxl_target *t = target_of(f, e);
	struct ranges at = { 0 };

	if (!t || e->hpa == CXL_NO_HPA || e->gone ||
	    !is_bad(f, e->hpa, e->uncorrected, 1))
		return;
	if (cxl_event_range(e, t, &at))
		f->lost = true;
	found(f, &at, e->uncorrected ? sources[e->kind] : "corrected-errors");
	ranges_free(&at);
}

static void take_ras(struct daxkmem_faults *f, const struct ras_event *e)
{
	struct daxkmem_range one = { e->address, e->address + 1 };
	struct ranges at = { &one, 1 };

	if (is_bad(f, e->address, e->uncorrected, e->errors))
		found(f, &at, e->uncorrected ? BY_MACHINE_CHECK :
					       "corrected-errors");
}

static void take_line(struct daxkmem_faults *f)
{
	struct cxl_event c;
	struct ras_event r;

	if (cxl_event_parse(f->line, &c))
		take_cxl(f, &c);
	else if (ras_event_parse(f->line, &r))
		take_ras(f, &r);
	else if (strstr(f->line, "[LOST "))
		f->lost = true;
}

static void take(struct daxkmem_faults *f, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] != '\n') {
			if (f->len < sizeof(f->line) - 1)
				f->line[f->len++] = text[i];
			continue;
		}
		f->line[f->len] = 0;
		f->len = 0;
		take_line(f);
	}
}

int daxkmem_faults_read(struct daxkmem_faults *f, struct daxkmem_bad_range **list)
{
	char buf[4096];
	ssize_t n;
	int nr;

	while ((n = read(f->fd, buf, sizeof(buf))) > 0)
		take(f, buf, n);
	*list = NULL;
	/* Deliver what is known before reporting that some is not. */
	if (!f->found.nr && f->lost) {
		f->lost = false;
		return -ENOBUFS;
	}
	nr = f->found.nr;
	*list = f->found.v;
	f->found = (struct notes){ 0 };
	return nr;
}

/* Kernels have some of the events, depending on their age and drivers. */
static int enable(const struct tracing *trace)
{
	static const char *const events[] = {
		"cxl/cxl_poison", "cxl/cxl_general_media", "cxl/cxl_dram",
		"ras/mc_event", "ras/memory_failure_event",
	};
	size_t i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		nr += !tracing_enable(trace, events[i]);
	return nr ? 0 : -ENODEV;
}

static int open_trace(struct daxkmem_ctx *ctx, struct daxkmem_faults *f)
{
	char path[PATH_MAX];
	int rc = tracing_open(ctx, &f->trace);

	rc = rc ?: enable(&f->trace);
	rc = rc ?: root_path(ctx, path, "%s/trace_pipe", f->trace.dir);
	if (rc)
		return rc;
	f->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return f->fd < 0 ? -errno : 0;
}

static int start(const struct daxkmem_device *d, struct daxkmem_faults *f)
{
	f->own.nr = daxkmem_device_ranges(d, &f->own.v);
	if (f->own.nr < 0)
		return f->own.nr;
	f->nr_targets = cxl_targets(d, &f->targets);
	return f->nr_targets < 0 ? f->nr_targets : open_trace(d->ctx, f);
}

int daxkmem_faults_new(const struct daxkmem_device *d, unsigned int threshold,
		       struct daxkmem_faults **to)
{
	struct daxkmem_faults *f = calloc(1, sizeof(*f));
	int rc;

	*to = NULL;
	if (!f)
		return -ENOMEM;
	f->fd = -1;
	f->corrected.threshold = threshold;
	f->trace.ctx = daxkmem_ref(d->ctx);
	rc = start(d, f);
	if (rc)
		daxkmem_faults_free(f);
	else
		*to = f;
	return rc;
}

int daxkmem_faults_fd(const struct daxkmem_faults *f)
{
	return f->fd;
}

void daxkmem_faults_free(struct daxkmem_faults *f)
{
	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	tracing_close(&f->trace);
	daxkmem_unref(f->trace.ctx);
	corrected_free(&f->corrected);
	notes_free(&f->found);
	free(f->targets);
	ranges_free(&f->own);
	free(f);
}
