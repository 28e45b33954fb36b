// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The part of libxenlight that changes a host, on the model of a host. The real
 * library provides contexts, configurations and bitmaps, and calls the fakes of
 * libxenctrl and libxenstore.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <libxl.h>
#include <libxl_utils.h>
#include <xenctrl.h>
#include <xenstore.h>
#include "host.h"

#define LARGE 512		/* pages of 4 KiB */
#define AT_ONCE 16
#define WAIT_TICKS 500		/* of 20 ms, for an event */

static xentoollog_logger *messages;

/* A message of libxenlight, with an errno unless that is 0. */
static void log_error(int err, const char *text)
{
	if (*text)
		xtl_log(messages, XTL_ERROR, err ? err : -1, "libxl", "%s",
			text);
}

/* Return: false if the call must fail */
static bool goes(const char *function, long long a)
{
	if (called(function, "%lld", a) != FAIL)
		return true;
	log_error(0, injected_text());
	return false;
}

int libxl_ctx_alloc(libxl_ctx **pctx, int version, unsigned int flags,
		    xentoollog_logger *lg)
{
	int (*real)(libxl_ctx **pctx, int version, unsigned int flags,
		    xentoollog_logger *lg) = host_real("libxl_ctx_alloc");

	messages = lg;
	if (!goes("libxl_ctx_alloc", version))
		return ERROR_FAIL;
	return real(pctx, version, flags, lg);
}

static void node_path(char *path, size_t len, uint32_t domid)
{
	snprintf(path, len, "/local/domain/%u/name", domid);
}

static bool has_name(struct xs_handle *xs, uint32_t domid, const char *name)
{
	char path[64], *text;
	unsigned int len;
	bool same;

	if (!host_has(host_path("domains/%u/type", domid)))
		return false;
	node_path(path, sizeof(path), domid);
	text = xs_read(xs, XBT_NULL, path, &len);
	same = text && !strcmp(text, name);
	free(text);
	return same;
}

static bool name_is_used(const char *name)
{
	struct xs_handle *xs = xs_open(0);
	uint32_t id;

	for (id = 0; id < 256; id++)
		if (has_name(xs, id, name))
			break;
	xs_close(xs);
	return id < 256;
}

static void new_domain(uint32_t domid, const libxl_domain_config *config)
{
	const uint8_t *b = libxl_uuid_bytearray_const(&config->c_info.uuid);
	struct xs_handle *xs = xs_open(0);
	char uuid[33], path[64];
	int i;

	mkdir(host_path("domains/%u", domid), 0755);
	for (i = 0; i < 16; i++)
		sprintf(uuid + 2 * i, "%02x", b[i]);
	host_write(host_path("domains/%u/uuid", domid), uuid);
	host_write(host_path("domains/%u/type", domid),
		   config->c_info.type == LIBXL_DOMAIN_TYPE_PV ? "pv" : "hvm");
	host_write(host_path("domains/%u/paused", domid), "");
	node_path(path, sizeof(path), domid);
	xs_write(xs, XBT_NULL, path, config->c_info.name,
		 strlen(config->c_info.name));
	xs_close(xs);
}

/* Like libxenguest: large pages, or small ones if there are none. */
static bool fill(uint32_t domid, uint64_t pages)
{
	xc_interface *xc = xc_interface_open(messages, messages, 0);
	xen_pfn_t v[LARGE];
	uint64_t gfn = 0;
	int i, nr, got, rc;

	rc = xc_domain_setmaxmem(xc, domid, pages * 4 + 1024);
	while (gfn < pages && !rc) {
		nr = (pages - gfn) / LARGE < AT_ONCE ? (pages - gfn) / LARGE :
						       AT_ONCE;
		for (i = 0; i < nr; i++)
			v[i] = gfn + (uint64_t)i * LARGE;
		got = nr ? xc_domain_populate_physmap(xc, domid, nr, 9, 0, v) :
			   0;
		gfn += got > 0 ? (uint64_t)got * LARGE : 0;
		if (got > 0)
			continue;
		nr = pages - gfn < LARGE ? pages - gfn : LARGE;
		for (i = 0; i < nr; i++)
			v[i] = gfn + i;
		rc = xc_domain_populate_physmap_exact(xc, domid, nr, 0, 0, v);
		gfn += nr;
	}
	xc_interface_close(xc);
	return !rc;
}

/* Memory that libxenguest did not request, such as that of a device model. */
static void fill_more(uint32_t domid, uint64_t gfn)
{
	const char *path = host_path("domains/%u/p2m", domid);
	uint64_t mfn;
	struct p2m p;

	called("other_pages", "%u", domid);
	if (injected_number() <= 0 || !node_take(0, injected_number(), &mfn))
		return;
	p2m_load(&p, path);
	p2m_add(&p, (struct extent){ gfn, injected_number(), mfn, true });
	p2m_save(&p, path);
}

static void give_all(const struct p2m *p)
{
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].ram)
			node_give(p->v[i].mfn, p->v[i].nr);
}

/* Also frees its memory, and removes its files and its node in xenstore. */
static void remove_domain(uint32_t domid)
{
	static const char *const files[] = {
		"type", "uuid", "paused", "pauses", "dying", "stuck", "max_pages",
		"cpu_time", "mempool", "affinity", "last_gfn", "p2m", "iomem",
	};
	struct xs_handle *xs = xs_open(0);
	char path[64];
	struct p2m p;
	size_t i;

	p2m_load(&p, host_path("domains/%u/p2m", domid));
	give_all(&p);
	free(p.v);
	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(host_path("domains/%u/%s", domid, files[i]));
	rmdir(host_path("domains/%u", domid));
	snprintf(path, sizeof(path), "/local/domain/%u", domid);
	xs_rm(xs, XBT_NULL, path);
	xs_close(xs);
}

int libxl_domain_create_new(libxl_ctx *ctx, libxl_domain_config *d_config,
			    uint32_t *domid, const libxl_asyncop_how *ao_how,
			    const libxl_asyncprogress_how *aop_console_how)
{
	(void)ctx;
	(void)ao_how;
	(void)aop_console_how;
	if (!goes("libxl_domain_create_new", d_config->b_info.target_memkb))
		return ERROR_FAIL;
	if (name_is_used(d_config->c_info.name)) {
		log_error(0, "Domain with this name already exists");
		return ERROR_INVAL;
	}
	*domid = host_number(host_path("next_domid"), 1);
	host_set(host_path("next_domid"), *domid + 1);
	new_domain(*domid, d_config);
	if (!fill(*domid, d_config->b_info.target_memkb / 4)) {
		log_error(ENOMEM, "failed to allocate memory");
		remove_domain(*domid);
		return ERROR_FAIL;
	}
	fill_more(*domid, d_config->b_info.target_memkb / 4);
	called("libxl_domain_created", "%u", *domid);
	return 0;
}

/* A domain with the flag "stuck" stays, as dying. */
int libxl_domain_destroy(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how)
{
	(void)ctx;
	(void)ao_how;
	if (!goes("libxl_domain_destroy", domid))
		return ERROR_FAIL;
	if (host_has(host_path("domains/%u/stuck", domid)))
		host_write(host_path("domains/%u/dying", domid), "");
	else
		remove_domain(domid);
	return 0;
}

int libxl_domain_unpause(libxl_ctx *ctx, uint32_t domid,
			 const libxl_asyncop_how *ao_how)
{
	(void)ctx;
	(void)ao_how;
	if (!goes("libxl_domain_unpause", domid))
		return ERROR_FAIL;
	unlink(host_path("domains/%u/paused", domid));
	host_set(host_path("domains/%u/cpu_time", domid), 1);
	called("libxl_domain_unpaused", "%u", domid);
	return 0;
}

/* Read the next line of "events". Return: false if there is none yet */
static bool next_event(libxl_event *event)
{
	static long at;
	FILE *f = fopen(host_path("events"), "r");
	char kind[16], reason[16] = "";
	unsigned int domid;
	char line[64];
	bool got;

	if (!f)
		return false;
	got = !fseek(f, at, SEEK_SET) && fgets(line, sizeof(line), f) &&
	      sscanf(line, "%15s %u %15s", kind, &domid, reason) >= 2;
	if (got)
		at = ftell(f);
	fclose(f);
	if (!got)
		return false;
	event->domid = domid;
	event->type = LIBXL_EVENT_TYPE_DISK_EJECT;
	if (!strcmp(kind, "death"))
		event->type = LIBXL_EVENT_TYPE_DOMAIN_DEATH;
	if (!strcmp(kind, "shutdown")) {
		libxl_shutdown_reason r = LIBXL_SHUTDOWN_REASON_UNKNOWN;

		libxl_shutdown_reason_from_string(reason, &r);
		event->type = LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN;
		event->u.domain_shutdown.shutdown_reason = r;
	}
	return true;
}

/* Times out, so that a failed test leaves no process. */
int libxl_event_wait(libxl_ctx *ctx, libxl_event **event_r, uint64_t typemask,
		     libxl_event_predicate *predicate, void *predicate_user)
{
	struct timespec tick = { .tv_nsec = 20 * 1000 * 1000 };
	libxl_event *event = calloc(1, sizeof(*event));
	int i;

	(void)ctx;
	(void)typemask;
	(void)predicate;
	(void)predicate_user;
	if (!event || !goes("libxl_event_wait", 0)) {
		free(event);
		return ERROR_FAIL;
	}
	for (i = 0; i < WAIT_TICKS; i++) {
		if (next_event(event)) {
			*event_r = event;
			return 0;
		}
		nanosleep(&tick, NULL);
	}
	free(event);
	return ERROR_TIMEDOUT;
}

void libxl_event_free(libxl_ctx *ctx, libxl_event *event)
{
	(void)ctx;
	free(event);
}
