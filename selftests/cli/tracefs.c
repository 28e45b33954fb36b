// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LD_PRELOAD library for tests. A directory that is created below instances/ gets
 * what the kernel creates in a trace instance, as links to the files of the
 * directory $TRACEFS_FILES. rmdir() removes the links.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const files[] = { "events", "trace", "trace_pipe" };

static int is_instance(const char *path)
{
	return getenv("TRACEFS_FILES") && strstr(path, "/instances/daxkmem-");
}

static void name(char *to, const char *dir, const char *file)
{
	snprintf(to, PATH_MAX, "%s/%s", dir, file);
}

int mkdir(const char *path, mode_t mode)
{
	int (*next)(const char *path, mode_t mode) = dlsym(RTLD_NEXT, "mkdir");
	char from[PATH_MAX], to[PATH_MAX];
	int rc = next(path, mode);
	size_t i;

	for (i = 0; !rc && is_instance(path) && i < 3; i++) {
		name(from, getenv("TRACEFS_FILES"), files[i]);
		name(to, path, files[i]);
		if (!access(from, F_OK))
			rc = symlink(from, to);
	}
	return rc;
}

int rmdir(const char *path)
{
	int (*next)(const char *path) = dlsym(RTLD_NEXT, "rmdir");
	char file[PATH_MAX];
	size_t i;

	for (i = 0; is_instance(path) && i < 3; i++) {
		name(file, path, files[i]);
		unlink(file);
	}
	return next(path);
}
