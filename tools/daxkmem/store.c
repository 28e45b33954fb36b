// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that are there whole or not at all, whenever the power fails. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store.h"

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);
	ssize_t n;

	for (; left; text += n, left -= n) {
		n = write(fd, text, left);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			return -errno;
	}
	return fsync(fd) ? -errno : 0;
}

static int fill_temp(int fd, const char *text)
{
	int rc = write_all(fd, text);

	if (!rc && fchmod(fd, 0644))
		rc = -errno;
	if (close(fd) && !rc)
		rc = -errno;
	return rc;
}

static int sync_dir(const char *dir)
{
	int rc, fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	rc = fsync(fd) ? -errno : 0;
	close(fd);
	return rc;
}

/* Makes a folder and those above it. */
static int make_dir(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = 0;
		if (mkdir(path, 0755) && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return mkdir(path, 0755) && errno != EEXIST ? -errno : 0;
}

/**
 * store_write - make a file what @text is, or leave what there was
 * @dir: its folder, below the sysroot; is made if it is not there
 * @name: its name
 *
 * Returns 0, or a negative errno; then there is the old file, or none.
 */
int store_write(const char *text, const char *dir, const char *name)
{
	char folder[PATH_MAX], temp[PATH_MAX], path[PATH_MAX];
	int fd, rc = root_path(ctx, folder, "%s", dir);

	rc = rc ?: root_path(ctx, path, "%s/%s", dir, name);
	rc = rc ?: root_path(ctx, temp, "%s/.%s.XXXXXX", dir, name);
	if (rc)
		return rc;
	rc = make_dir(folder);
	if (rc)
		return rc;
	fd = mkostemp(temp, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = fill_temp(fd, text);
	if (!rc && rename(temp, path))
		rc = -errno;
	if (rc) {
		unlink(temp);
		return rc;
	}
	return sync_dir(folder);
}
