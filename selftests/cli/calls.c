// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LD_PRELOAD library for tests. It logs the calls that make a file durable to
 * the file $CALLS_LOG, and makes the call that $CALLS_FAIL names fail with EIO.
 * Lines are "fsync FILE", "fsync-dir DIR", "rename OLD NEW" and "unlink FILE".
 * Names are base names.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Returns -1 with errno set if the test wants this call to fail. */
static int record(const char *call, const char *name, const char *other)
{
	const char *fail = getenv("CALLS_FAIL"), *log = getenv("CALLS_LOG");
	FILE *f = log ? fopen(log, "ae") : NULL;

	if (f) {
		fprintf(f, "%s %s%s%s\n", call, name, *other ? " " : "", other);
		fclose(f);
	}
	if (!fail || strcmp(fail, call))
		return 0;
	errno = EIO;
	return -1;
}

int fsync(int fd)
{
	int (*real)(int fd) = dlsym(RTLD_NEXT, "fsync");
	char link[32], path[PATH_MAX] = "?";
	struct stat st;
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n > 0)
		path[n] = 0;
	if (record(!fstat(fd, &st) && S_ISDIR(st.st_mode) ? "fsync-dir" :
		   "fsync", base(path), ""))
		return -1;
	return real(fd);
}

int rename(const char *old, const char *new)
{
	int (*real)(const char *old, const char *new) =
		dlsym(RTLD_NEXT, "rename");

	if (record("rename", base(old), base(new)))
		return -1;
	return real(old, new);
}

int unlink(const char *path)
{
	int (*real)(const char *path) = dlsym(RTLD_NEXT, "unlink");

	if (record("unlink", base(path), ""))
		return -1;
	return real(path);
}
