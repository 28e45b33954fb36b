// SPDX-License-Identifier: GPL-2.0-or-later
/* Files below the sysroot. The only place where the tool opens any. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include "daxkmem.h"

/* The path of a file, for the next call only. */
const char *path_of(const char *fmt, ...)
{
	static char path[PATH_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	return path;
}

/* Puts the sysroot before a path. */
int sys_path(char *path, size_t len, const char *fmt, ...)
{
	va_list ap;
	int root, n;

	root = snprintf(path, len, "%s", opt.sysroot);
	if (root < 0 || (size_t)root >= len)
		return -ENAMETOOLONG;
	va_start(ap, fmt);
	n = vsnprintf(path + root, len - root, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= len - root)
		return -ENAMETOOLONG;
	return 0;
}

bool sys_exists(const char *path)
{
	char full[PATH_MAX];

	return !sys_path(full, sizeof(full), "%s", path) && !access(full, F_OK);
}

/* The first line of a file, without its end. Returns its length. */
int sys_read(char *buf, size_t len, const char *path)
{
	char full[PATH_MAX];
	ssize_t n;
	int fd, rc = sys_path(full, sizeof(full), "%s", path);

	if (rc)
		return rc;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, buf, len - 1);
	rc = n < 0 ? -errno : 0;
	close(fd);
	if (rc)
		return rc;

	buf[n] = 0;
	n = strcspn(buf, "\n");
	buf[n] = 0;
	return n;
}

/* One write(2), as sysfs wants it; a signal ends it with -EINTR. */
int sys_write(const char *path, const char *word)
{
	char full[PATH_MAX];
	int fd, rc = sys_path(full, sizeof(full), "%s", path);

	if (rc)
		return rc;
	fd = open(full, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, word, strlen(word)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* The last part of what a link points to. */
int sys_target(char *buf, size_t len, const char *path)
{
	char full[PATH_MAX], link[PATH_MAX];
	const char *base;
	ssize_t n;
	int rc = sys_path(full, sizeof(full), "%s", path);

	if (rc)
		return rc;
	n = readlink(full, link, sizeof(link) - 1);
	if (n < 0)
		return -errno;
	link[n] = 0;
	base = strrchr(link, '/');
	base = base ? base + 1 : link;
	if (strlen(base) >= len)
		return -ENAMETOOLONG;
	strcpy(buf, base);
	return 0;
}
