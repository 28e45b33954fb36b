// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Read the records of rasdaemon: errors that the memory controllers and CXL
 * devices reported, and pages that the kernel took out of use.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "lib/act/device.h"
#include "lib/act/rasdaemon.h"
#include "lib/act/sqlite.h"
#include "lib/cxl_event.h"

#define DATABASE "/var/lib/rasdaemon/ras-mc_event.db"

/*
 * Select the address, the size and the time of bad memory. An address of 0 or -1
 * is not known. Ignore poison that was cleared later.
 */
static const char *const uncorrected[] = {
	"SELECT address, 1, MIN(timestamp) FROM mc_event"
	" WHERE err_type IN ('Uncorrected', 'Deferred', 'Fatal')"
	" AND address NOT IN (0, -1) GROUP BY address",
	"SELECT pfn, -1, MIN(timestamp) FROM memory_failure_event GROUP BY pfn",
	"SELECT hpa, dpa_length, timestamp FROM cxl_poison_event AS p"
	" WHERE trace_type != 'Clear' AND hpa != -1 AND NOT EXISTS"
	" (SELECT 1 FROM cxl_poison_event AS c WHERE c.hpa = p.hpa"
	" AND c.trace_type = 'Clear' AND c.id > p.id)",
	"SELECT hpa, 1, MIN(timestamp) FROM cxl_general_media_event"
	" WHERE descriptor & 1 AND hpa != -1 GROUP BY hpa",
	"SELECT hpa, 1, MIN(timestamp) FROM cxl_dram_event"
	" WHERE descriptor & 1 AND hpa != -1 GROUP BY hpa",
};

/* The size of a page and the threshold are inserted. */
static const char *const corrected[] = {
	"SELECT MIN(address), 1, MAX(timestamp) FROM mc_event"
	" WHERE err_type = 'Corrected' AND address NOT IN (0, -1)"
	" GROUP BY address / %ld HAVING SUM(err_count) >= %u",
	"SELECT MIN(hpa), 1, MAX(timestamp) FROM cxl_general_media_event"
	" WHERE NOT descriptor & 1 AND hpa != -1"
	" GROUP BY hpa / %ld HAVING COUNT(*) >= %u",
	"SELECT MIN(hpa), 1, MAX(timestamp) FROM cxl_dram_event"
	" WHERE NOT descriptor & 1 AND hpa != -1"
	" GROUP BY hpa / %ld HAVING COUNT(*) >= %u",
};

struct reading {
	struct notes *bad;
	const struct cxl_target *targets;
	int nr_targets;
};

/* rasdaemon writes local time with its offset, such as +0100. */
static long long time_of(const char *text)
{
	struct tm tm = { 0 };
	long offset;

	if (!text || !strptime(text, "%Y-%m-%d %H:%M:%S %z", &tm))
		return time(NULL);
	offset = tm.tm_gmtoff;
	return timegm(&tm) - offset;
}

/*
 * The region may have got another name since. Poison of interleaved memory is
 * spread alike in all regions of a device.
 */
static int add(const struct reading *r, const struct cxl_event *e, long long when)
{
	static const struct cxl_target contiguous = { .ways = 1 };
	struct ranges at = { 0 };
	int rc;

	rc = cxl_event_range(e, r->nr_targets ? &r->targets[0] : &contiguous, &at);
	rc = rc ?: notes_add(r->bad, at.v, BY_RASDAEMON, when);
	ranges_free(&at);
	return rc;
}

/* struct sqlite_row: address, size or -1 if the address is a page frame, time */
static int take(const struct sqlite_row *row, void *arg)
{
	struct cxl_event e = { .length = 1 };
	long long size;

	if (!row->text[0] || !row->text[1])
		return 0;
	e.hpa = strtoull(row->text[0], NULL, 0);
	size = strtoll(row->text[1], NULL, 10);
	if (size > 0)
		e.length = size;
	else
		e.hpa *= sysconf(_SC_PAGESIZE);
	return add(arg, &e, time_of(row->text[2]));
}

/* A table that is missing has no records: older versions do not create it. */
static int run(struct sqlite_db *db, const char *query, struct reading *r)
{
	int rc = sqlite_db_each(db, query, take, r);

	return rc == -ENOENT ? 0 : rc;
}

static int read_all(struct sqlite_db *db, unsigned int threshold,
		    struct reading *r)
{
	char query[512];
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(uncorrected) && !rc; i++)
		rc = run(db, uncorrected[i], r);
	for (i = 0; threshold && i < ARRAY_SIZE(corrected) && !rc; i++) {
		snprintf(query, sizeof(query), corrected[i],
			 sysconf(_SC_PAGESIZE), threshold);
		rc = run(db, query, r);
	}
	return rc;
}

static int fails(const struct daxkmem_device *d, const char *action, int rc)
{
	if (rc == -ENOPKG)
		return device_fails(d, DAXKMEM_UNSUPPORTED, 0, action,
				    "rasdaemon's records cannot be read without libsqlite3.so.0",
				    "install libsqlite3-0");
	return device_fails(d, DAXKMEM_FAILED, -rc, action,
			    say("rasdaemon's records in " DATABASE " cannot be read: %s",
				strerror(-rc)),
			    next_step(-rc, NULL));
}

static int read_database(struct daxkmem_ctx *ctx, unsigned int threshold,
			 struct reading *r)
{
	char path[PATH_MAX];
	struct sqlite_db *db;
	int rc = root_path(ctx, path, "%s", DATABASE);

	if (!rc && access(path, R_OK))
		rc = -errno;
	rc = rc ?: sqlite_db_open(path, &db);
	if (rc)
		return rc;
	rc = read_all(db, threshold, r);
	sqlite_db_close(db);
	return rc;
}

/**
 * rasdaemon_read - read the bad addresses in the records of rasdaemon
 * @threshold: the number of corrected errors that make a page bad; 0: none does
 * @bad: receives addresses of all of the machine, not sorted
 *
 * Returns 0; or a negative errno with the error set.
 */
int rasdaemon_read(const struct daxkmem_device *d, const char *action,
		   unsigned int threshold, struct notes *bad)
{
	struct reading r = { .bad = bad };
	struct cxl_target *targets;
	int rc;

	r.nr_targets = cxl_targets(d, &targets);
	r.targets = targets;
	rc = r.nr_targets < 0 ? r.nr_targets :
	     read_database(d->ctx, threshold, &r);
	free(targets);
	return rc ? fails(d, action, rc) : 0;
}
