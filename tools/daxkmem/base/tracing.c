// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A tracefs instance of our own, which does not disturb other tracing. Its name
 * has our PID, so that a later process can remove what a killed one left behind.
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/tracing.h"

#define PREFIX "daxkmem-"

/* Remove the instances of processes that were killed. */
static void remove_stale(struct daxkmem_ctx *ctx, const char *instances)
{
	char path[PATH_MAX], **names;
	int i, nr = root_list(ctx, &names, "%s", instances);
	long pid;

	if (nr < 0)
		return;
	for (i = 0; i < nr; i++)
		if (sscanf(names[i], PREFIX "%ld", &pid) == 1 && pid > 0 &&
		    kill(pid, 0) && errno == ESRCH &&
		    !root_path(ctx, path, "%s/%s", instances, names[i]))
			rmdir(path);
	root_list_free(names, nr);
}

/* A process can have several instances. */
static int make(struct tracing *t, const char *instances)
{
	static atomic_uint count;
	char path[PATH_MAX];
	int rc;

	remove_stale(t->ctx, instances);
	snprintf(t->dir, sizeof(t->dir), "%s/" PREFIX "%ld-%u", instances,
		 (long)getpid(), ++count);
	rc = root_path(t->ctx, path, "%s", t->dir);
	if (!rc && mkdir(path, 0700))
		rc = -errno;
	if (rc)
		t->dir[0] = 0;
	return rc;
}

/**
 * tracing_open - create an instance
 * @t: receives the instance; close it with tracing_close()
 *
 * Returns 0, or a negative errno: -ENOENT if tracefs is not mounted.
 */
int tracing_open(struct daxkmem_ctx *ctx, struct tracing *t)
{
	int rc;

	*t = (struct tracing){ .ctx = ctx };
	rc = make(t, "/sys/kernel/tracing/instances");
	if (rc == -ENOENT)
		rc = make(t, "/sys/kernel/debug/tracing/instances");
	return rc;
}

/* @event: "cxl/cxl_poison", or "cxl" for all of the system. Returns 0, or a negative errno. */
int tracing_enable(const struct tracing *t, const char *event)
{
	return root_write(t->ctx, "1", "%s/events/%s/enable", t->dir, event);
}

void tracing_close(struct tracing *t)
{
	char path[PATH_MAX];

	if (*t->dir && !root_path(t->ctx, path, "%s", t->dir))
		rmdir(path);
	t->dir[0] = 0;
}

/* The cause of an errno of tracing_open(). */
const char *tracing_problem(int err)
{
	if (err == -ENOENT)
		return "tracefs is not mounted at /sys/kernel/tracing";
	if (err == -EACCES || err == -EPERM)
		return "only root can use tracefs";
	return "no trace instance could be created";
}
