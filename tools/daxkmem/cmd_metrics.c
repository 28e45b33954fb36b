// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem metrics: figures for node-exporter's textfile collector. Reads only,
 * and its file is there whole or not at all.
 */
#include <errno.h>
#include <libgen.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "metrics.h"

static const char *output;

static const struct option_def options[] = {
	{ "output", "FILE", "write them there, in one step", WORD, &output },
	{ 0 },
};

static int fails(int err, const char *next)
{
	return complain(FAILED, err, output, "write the figures there", NULL,
			next_step(err, next));
}

static int flush(FILE *f)
{
	/* The collector may be another user. */
	if (fflush(f) || ferror(f) || fchmod(fileno(f), 0644) ||
	    fsync(fileno(f)))
		return -errno;
	return 0;
}

/* Until a new name is on the disk, a crash may bring the old file back. */
static void sync_folder(const char *path)
{
	char copy[PATH_MAX];
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

static int write_temporary(const char *path, int fd,
			   struct json_object *families)
{
	FILE *f = fdopen(fd, "w");
	int rc;

	if (!f) {
		close(fd);
		return -errno;
	}
	families_print(f, families);
	rc = flush(f);
	if (fclose(f) && !rc)
		rc = -errno;
	if (!rc && rename(path, output))
		rc = -errno;
	return rc;
}

/* The collector reads *.prom, which the temporary name is not. */
static int write_file(struct json_object *families)
{
	char path[PATH_MAX];
	int fd, rc;

	if (snprintf(path, sizeof(path), "%s.XXXXXX", output) >= PATH_MAX)
		return fails(ENAMETOOLONG, NULL);
	fd = mkstemp(path);
	if (fd < 0)
		return fails(errno, "name a file in a folder that exists");
	rc = write_temporary(path, fd, families);
	if (rc) {
		unlink(path);
		return fails(-rc, NULL);
	}
	sync_folder(output);
	return DONE;
}

static int print(struct json_object *families)
{
	if (output)
		return write_file(families);
	if (opt.json)
		json_print(families);
	else
		families_print(stdout, families);
	return DONE;
}

/* A machine without a dax bus has no devices, which a timer may find so. */
static int run(int argc, char **argv)
{
	struct daxkmem_device **v = NULL;
	int rc, nr = daxkmem_devices(ctx, &v);
	struct json_object *families;

	(void)argc;
	(void)argv;
	if (nr == -ENOENT)
		nr = 0;
	if (nr < 0)
		return complain(FAILED, -nr, "the dax bus", "list its devices",
				NULL, NULL);
	families = metrics_families(v, nr);
	rc = print(families);
	json_object_put(families);
	daxkmem_devices_free(v, nr);
	return rc;
}

const struct command cmd_metrics = {
	"metrics", run, "", "print figures for Prometheus", options, 0, 0,
};
