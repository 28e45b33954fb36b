// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file is written beside the old one, brought to the medium, and takes its
 * place: whenever the power goes, one of the two is there, and whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daxkmem.h"
#include "store.h"

static int sync_folder(const char *path)
{
	int rc = 0, fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fsync(fd))
		rc = -errno;
	close(fd);
	return rc;
}

/* All of @path that is missing; what is above it remembers it. */
static int make_folder(char *path)
{
	char *slash = strrchr(path, '/');
	int rc;

	if (!mkdir(path, 0755)) {
		*slash = 0;
		rc = sync_folder(*path ? path : "/");
		*slash = '/';
		return rc;
	}
	if (errno == EEXIST)
		return 0;
	if (errno != ENOENT || !slash || slash == path)
		return -errno;
	*slash = 0;
	rc = make_folder(path);
	*slash = '/';
	return rc ?: make_folder(path);
}

static int write_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, text, len);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= n;
		}
	}
	return 0;
}

static int write_new(const char *path, const char *text, size_t len)
{
	int rc, fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
				O_NOFOLLOW, 0644);

	if (fd < 0)
		return -errno;
	rc = write_all(fd, text, len);
	if (!rc && fsync(fd))
		rc = -errno;
	if (close(fd) && !rc)
		rc = -errno;
	return rc;
}

/**
 * store_file - replace a file as a whole
 * @folder: below the sysroot; is made if it is not there
 *
 * One at a time for each name. Returns 0, or a negative errno: then the file
 * is as it was.
 */
int store_file(const char *folder, const char *name, const char *text,
	       size_t len)
{
	char dir[PATH_MAX], path[PATH_MAX], fresh[PATH_MAX];
	int rc = root_path(ctx, dir, "%s", folder);

	if (!rc)
		rc = root_path(ctx, path, "%s/%s", folder, name);
	if (!rc)
		rc = root_path(ctx, fresh, "%s/.%s.new", folder, name);
	if (!rc)
		rc = make_folder(dir);
	if (!rc)
		rc = write_new(fresh, text, len);
	if (!rc && rename(fresh, path))
		rc = -errno;
	return rc ?: sync_folder(dir);
}
