// SPDX-License-Identifier: GPL-2.0-or-later
/* A file of ours in /etc/modprobe.d; one that was changed is not ours. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "modprobe_file.h"

#define FOLDER "/etc/modprobe.d"

/* Each returns 0, or a negative errno. */
int modprobe_file_read(const struct modprobe_file *file,
		       enum modprobe_state *state)
{
	char *text;
	int n = root_read_all(ctx, &text, "%s", file->path);

	if (n == -ENOENT) {
		*state = MODPROBE_ABSENT;
		return 0;
	}
	if (n < 0)
		return n;
	*state = (size_t)n == strlen(file->content) &&
		 !memcmp(text, file->content, n) ? MODPROBE_OURS :
						   MODPROBE_EDITED;
	free(text);
	return 0;
}

static int fill(int fd, const char *content)
{
	ssize_t n = write(fd, content, strlen(content));

	if (n < 0)
		return -errno;
	if ((size_t)n != strlen(content))
		return -ENOSPC;
	if (fchmod(fd, 0644) || fsync(fd))
		return -errno;
	return 0;
}

/* Makes what was done to the names of the folder last. */
static int sync_folder(void)
{
	char path[PATH_MAX];
	int fd, rc = root_path(ctx, path, FOLDER);

	if (rc)
		return rc;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = fsync(fd) ? -errno : 0;
	close(fd);
	return rc;
}

/* Whenever this is ended, the file is there as a whole or not at all. */
int modprobe_file_write(const struct modprobe_file *file)
{
	char folder[PATH_MAX], path[PATH_MAX], fresh[PATH_MAX];
	int fd, rc = root_path(ctx, folder, FOLDER) ?:
		     root_path(ctx, path, "%s", file->path) ?:
		     root_path(ctx, fresh, "%s.new", file->path);

	if (rc)
		return rc;
	if (mkdir(folder, 0755) && errno != EEXIST)
		return -errno;
	fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		  0644);
	if (fd < 0)
		return -errno;
	rc = fill(fd, file->content);
	close(fd);
	if (!rc && rename(fresh, path))
		rc = -errno;
	if (rc)
		unlink(fresh);
	return rc ?: sync_folder();
}

int modprobe_file_remove(const struct modprobe_file *file)
{
	char path[PATH_MAX];
	int rc = root_path(ctx, path, "%s", file->path);

	if (!rc && unlink(path))
		rc = -errno;
	return rc ?: sync_folder();
}
