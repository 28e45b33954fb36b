// SPDX-License-Identifier: LGPL-2.1-or-later
/* Replace files atomically, even if the power fails. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "store.h"

/* Ten seconds in total; another writer needs much less. */
#define LOCK_TRIES 100
#define LOCK_PAUSE_MS 100

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
	return 0;
}

/* True if the open file is still at @temp, is ours and has no other name. */
static bool is_ours(int fd, const char *temp)
{
	struct stat mine, named;

	return !fstat(fd, &mine) && !lstat(temp, &named) &&
	       mine.st_ino == named.st_ino && mine.st_dev == named.st_dev &&
	       S_ISREG(mine.st_mode) && mine.st_nlink == 1 &&
	       mine.st_uid == geteuid();
}

/*
 * Lock the file if it is ours. Do not wait for the lock: in a directory of
 * another user, that user may have created the file, or may have opened and
 * locked ours while it was readable. Returns 0, -EAGAIN or -EEXIST.
 */
static int lock_temp(int fd, const char *temp)
{
	if (!is_ours(fd, temp))
		return -EEXIST;
	if (flock(fd, LOCK_EX | LOCK_NB))
		return -EAGAIN;
	return is_ours(fd, temp) ? 0 : -EEXIST;
}

/*
 * Only one process at a time owns the temporary file. The name is fixed, so the
 * next process reuses the file of a killed one. While we wait for the lock, the
 * owner may rename the file; then create a new one. Give up after LOCK_TRIES.
 * Returns a file descriptor, or a negative errno.
 */
static int open_temp(const char *temp)
{
	int fd, rc = -EEXIST, tries;

	for (tries = 0; tries < LOCK_TRIES; tries++) {
		fd = open(temp, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK |
			  O_CLOEXEC, 0600);
		if (fd < 0)
			return -errno;
		rc = lock_temp(fd, temp);
		if (!rc && ftruncate(fd, 0))
			rc = -errno;
		if (!rc)
			return fd;
		close(fd);
		if (rc == -EAGAIN)
			poll(NULL, 0, LOCK_PAUSE_MS);
	}
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

/* Sync the directory: a rename or unlink is only safe after that. */
static int sync_parent(const char *path)
{
	char dir[PATH_MAX], *slash;

	snprintf(dir, sizeof(dir), "%s", path);
	slash = strrchr(dir, '/');
	if (!slash)
		return sync_dir(".");
	slash[slash == dir] = 0;
	return sync_dir(dir);
}

/* Returns 0, also if the directory already exists, or a negative errno. */
static int make_one(const char *path)
{
	if (mkdir(path, 0755))
		return errno == EEXIST ? 0 : -errno;
	return sync_parent(path);
}

/* Create a directory and its parents. */
static int make_dir(char *path)
{
	char *slash = path;
	int rc = 0;

	while (!rc && (slash = strchr(slash + 1, '/'))) {
		*slash = 0;
		rc = make_one(path);
		*slash = '/';
	}
	return rc ?: make_one(path);
}

static int fill(int fd, const char *text)
{
	int rc = write_all(fd, text);

	if (!rc && (fchmod(fd, 0644) || fsync(fd)))
		rc = -errno;
	return rc;
}

/* Build ".NAME.new", which no reader of the directory looks for. */
static int temp_of(char *temp, const char *path)
{
	const char *slash = strrchr(path, '/');
	int dir = slash ? slash - path + 1 : 0;

	return snprintf(temp, PATH_MAX, "%.*s.%s.new", dir, path,
			path + dir) < PATH_MAX ? 0 : -ENAMETOOLONG;
}

static int replace(const char *path, const char *text)
{
	char temp[PATH_MAX];
	int fd, rc = temp_of(temp, path);

	if (rc)
		return rc;
	fd = open_temp(temp);
	if (fd < 0)
		return fd;
	rc = fill(fd, text);
	if (!rc && rename(temp, path))
		rc = -errno;
	if (rc)
		unlink(temp);
	close(fd);
	return rc ?: sync_parent(path);
}

/**
 * store_write - replace the contents of a file, or leave the file unchanged
 * @dir: directory below the sysroot; created if it does not exist
 * @name: name of the file
 *
 * Returns 0, or a negative errno.
 */
int store_write(struct daxkmem_ctx *ctx, const char *text, const char *dir,
		const char *name)
{
	char full[PATH_MAX], path[PATH_MAX];
	int rc = root_path(ctx, full, "%s", dir);

	rc = rc ?: root_path(ctx, path, "%s/%s", dir, name);
	rc = rc ?: make_dir(full);
	return rc ?: replace(path, text);
}

/* Like store_write(), but without sysroot, and the directory must exist. */
int store_file(const char *text, const char *path)
{
	return replace(path, text);
}

/* Returns 0, also if there is no such file, or a negative errno. */
int store_remove(struct daxkmem_ctx *ctx, const char *dir, const char *name)
{
	char path[PATH_MAX];
	int rc = root_path(ctx, path, "%s/%s", dir, name);

	if (rc)
		return rc;
	if (unlink(path))
		return errno == ENOENT ? 0 : -errno;
	return sync_parent(path);
}
