// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem metrics: metrics for node-exporter's textfile collector. The command
 * changes no device, and replaces the output file atomically.
 */
#include <errno.h>
#include <stdlib.h>
#include "cmd/commands.h"
#include "cmd/metrics/metrics.h"
#include "base/store.h"

static const char *output;

static const struct option_def options[] = {
	{ "output", "FILE", "write the metrics to FILE, atomically", WORD, &output },
	{ 0 },
};

static int fails(int err, const char *next)
{
	return complain(FAILED, err, output, "write the metrics", NULL,
			next_step(err, next));
}

/* The collector only reads *.prom, so it skips the temporary file. */
static int write_file(struct json_object *families)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	int rc;

	if (!f)
		return fails(errno, NULL);
	families_print(f, families);
	rc = fclose(f) ? -ENOMEM : store_file(text, output);
	free(text);
	if (rc)
		return fails(-rc, rc == -ENOENT ?
			     "specify a file in an existing directory" : NULL);
	return DONE;
}

static int print(struct json_object *families)
{
	if (output)
		return write_file(families);
	families_print(stdout, families);
	return DONE;
}

/* Treat a missing dax bus as no devices, so that a timer does not fail. */
static int run(int argc, char **argv)
{
	struct daxkmem_device **v = NULL;
	struct json_object *families;
	int rc, nr;

	(void)argc;
	(void)argv;
	if (opt.json)
		return usage("--json",
			     "metrics: --json is not supported; metrics have the text format of Prometheus",
			     "daxkmem list --json");
	nr = daxkmem_devices(ctx, &v);
	if (nr == -ENOENT)
		nr = 0;
	if (nr < 0)
		return complain(FAILED, -nr, "the dax bus", "list devices",
				NULL, NULL);
	families = metrics_families(v, nr);
	rc = print(families);
	json_object_put(families);
	daxkmem_devices_free(v, nr);
	return rc;
}

const struct command cmd_metrics = {
	"metrics", run, "", "print metrics for Prometheus", options, 0, 0,
};
