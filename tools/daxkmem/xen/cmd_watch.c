// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem xen watch: read the machine checks that the hypervisor reports to
 * Dom0, add the pages to the lists of bad pages, and record the errors for the
 * guests that have mapped them.
 */
#include <errno.h>
#include "ops/addresses.h"
#include "ops/device.h"
#include "ops/event.h"
#include "ops/pool.h"
#include "broken.h"
#include "machine_check.h"

#define ACTION "record machine checks"

static bool once;

static const struct option_def options[] = {
	{ "once", NULL, "read existing records only", FLAG, &once },
	{ 0 },
};

/* Called before anything else, because the ledger persists across reboots. */
static int remember(struct daxkmem_device *d, const struct ranges *bad)
{
	return report_result_as(daxkmem_bad_report(d, "machine-check", bad->v, bad->nr),
				ACTION);
}

/*
 * Record the error for the guests that have mapped the pages; this may destroy
 * a guest. Appends the guests that keep pages to *said.
 */
static int tell_guests(const char *name, const struct ranges *bad,
		       const char **said)
{
	struct mapping m;
	struct dk_span s;
	int i, rc = mapping_open(&m, name, ACTION, false);

	for (i = 0; i < bad->nr && !rc; i++) {
		s.start = mapping_page(&m, bad->v[i].start / XEN_PAGE);
		s.end = s.start + (bad->v[i].end - bad->v[i].start) / XEN_PAGE;
		rc = broken_record(&m, s);
		if (!rc)
			*said = say("%s%s", *said, broken_keepers(&m, s));
	}
	mapping_close(&m);
	return rc;
}

static int handle(struct daxkmem_device *d, const struct ranges *bad,
		  const char **said)
{
	int rc = remember(d, bad);

	*said = rc ? "" : "; recorded";
	if (rc || !daxkmem_device_pool(d))
		return rc;
	if (!pool_donated(d))
		return tell_guests(device_name(d), bad, said);
	*said = say("%s; still in use until the host reboots", *said);
	return 0;
}

static const char *check_text(const struct machine_check *c)
{
	return say("machine check: %s error%s, bank %u, status 0x%016llx",
		   c->corrected ? "corrected" : "uncorrected",
		   c->placed ? say(" at %s", range_text(&c->where)) : "",
		   c->bank, c->status);
}

static void tell(const struct machine_check *c, const char *device,
		 bool remembered, const char *said)
{
	struct json_object *e = event_new(device, "machine_check");

	json_put_text(e, "range", c->placed ? range_text(&c->where) : NULL);
	json_object_object_add(e, "corrected",
			       json_object_new_boolean(c->corrected));
	json_put_count(e, "bank", c->bank);
	json_put_text(e, "status", say("0x%016llx", c->status));
	json_object_object_add(e, "remembered",
			       json_object_new_boolean(remembered));
	event_tell(e, say("%s%s", check_text(c), said));
}

/*
 * Clip the addresses of a check to the device. The caller frees @inside, also
 * after an error. Return: 0, or an exit code after an error message.
 */
static int clip(const struct daxkmem_device *d, const struct machine_check *c,
		struct ranges *inside)
{
	struct daxkmem_range where = c->where;
	struct ranges own, all = { .v = &where, .nr = 1 };
	int rc = device_own(d, ACTION, &own);

	*inside = (struct ranges){ 0 };
	if (!rc && ranges_clip(&all, &own, inside))
		rc = complain(FAILED, ENOMEM, device_name(d), ACTION, NULL,
			      NULL);
	ranges_free(&own);
	return rc;
}

/*
 * Handle and print a check with addresses in the device, and set *hit.
 * Corrected errors are only printed. Return: 0, or an exit code after an error
 * message.
 */
static int ask_device(struct daxkmem_device *d, const struct machine_check *c,
		      bool *hit)
{
	const char *said = "";
	struct ranges inside;
	int rc = clip(d, c, &inside);

	if (!rc && inside.nr) {
		*hit = true;
		if (!c->corrected)
			rc = handle(d, &inside, &said);
		tell(c, device_name(d), !rc && !c->corrected, said);
	}
	ranges_free(&inside);
	return rc;
}

/*
 * Print a check outside all devices, too: reading has removed the record from
 * MCELOG, so no other program can report it.
 */
static int look_at(const struct machine_check *c)
{
	struct daxkmem_device **v;
	int i, one, rc = 0, nr = daxkmem_devices(ctx, &v);
	bool hit = false;

	if (nr < 0)
		rc = complain(FAILED, -nr, "dax devices", ACTION, NULL,
			      "daxkmem list");
	for (i = 0; c->placed && i < nr; i++) {
		one = ask_device(v[i], c, &hit);
		if (one)
			rc = one;
	}
	if (!hit)
		tell(c, NULL, false, "");
	if (nr > 0)
		daxkmem_devices_free(v, nr);
	return rc;
}

/*
 * Handle all records in the log. *failed: exit code of the last one that
 * failed, unchanged if none did. Return: 0, or an exit code after an error
 * message if reading failed.
 */
static int read_all(const struct mcelog *log, int *failed)
{
	int i, rc, nr = mcelog_read(log);

	if (nr < 0)
		return complain(FAILED, -nr, MCELOG, ACTION, NULL, NULL);
	for (i = 0; i < nr; i++) {
		struct machine_check c = mcelog_record(log, i);

		rc = look_at(&c);
		if (rc)
			*failed = rc;
	}
	return 0;
}

/* Continue if the handling of a record has failed with an error message. */
static int watch(const struct mcelog *log)
{
	int failed = 0, rc = read_all(log, &failed);

	while (!rc && !once && !stop_asked()) {
		stop_wait(log->fd);
		rc = read_all(log, &failed);
	}
	return rc ?: once ? failed : DONE;
}

static int cannot_open(int err)
{
	switch (err) {
	case ENOENT:
		return complain(UNSUPPORTED, err, MCELOG, ACTION,
				"this kernel does not pass on the hypervisor's machine checks",
				"boot a kernel with CONFIG_XEN_MCE_LOG as Dom0");
	case EBUSY:
		return complain(FAILED, err, MCELOG, ACTION,
				"another program is reading it",
				"fuser -v " MCELOG);
	default:
		return complain(FAILED, err, MCELOG, ACTION, NULL,
				next_step(err, NULL));
	}
}

static int run(int argc, char **argv)
{
	struct mcelog log;
	xc_interface *xc;
	int rc;

	(void)argc;
	(void)argv;
	if (*opt.sysroot)
		return complain(UNSUPPORTED, 0, opt.sysroot, ACTION,
				"no machine checks occur below --sysroot", NULL);
	rc = xen_open(&xc, MCELOG, ACTION);
	if (rc)
		return rc;
	xc_interface_close(xc);
	rc = mcelog_open(&log);
	if (rc)
		return cannot_open(-rc);
	stop_catch();
	rc = watch(&log);
	mcelog_close(&log);
	return rc;
}

const struct command cmd_xen_watch = {
	"watch", run, "", "record machine checks, and the bad pages that they report",
	options, 0, 0,
};
