// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which processes have a dax device open or mapped. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "private.h"

/*
 * Whether @path, as /proc shows it, may be the device: it has its name in
 * whatever folder, since a container's /dev is shown from another root.
 */
static bool named_so(const char *path, const char *name)
{
	const char *base = strrchr(path, '/');
	size_t len = strlen(name);

	return base && !strncmp(base + 1, name, len) &&
	       (!base[1 + len] || base[1 + len] == ' ' || base[1 + len] == '\n');
}

/* A link that leads nowhere from here is believed by its name. */
static bool is_device(const char *link)
{
	struct stat st;

	return stat(link, &st) || S_ISCHR(st.st_mode);
}

static bool fd_holds(const char *proc, const char *fd, const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t n;

	if (snprintf(path, sizeof(path), "%s/fd/%s", proc, fd) >= PATH_MAX)
		return false;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = 0;
	return named_so(target, name) && is_device(path);
}

static bool any_fd_holds(const char *proc, const char *name)
{
	char path[PATH_MAX];
	struct dirent *e;
	bool found = false;
	DIR *dir;

	if (snprintf(path, sizeof(path), "%s/fd", proc) >= PATH_MAX)
		return false;
	dir = opendir(path);
	if (!dir)
		return false;
	while (!found && (e = readdir(dir)))
		found = fd_holds(proc, e->d_name, name);
	closedir(dir);
	return found;
}

/* A line of maps: "from-to perms offset dev inode   path" */
static bool line_holds(const char *proc, const char *line, const char *name)
{
	char link[PATH_MAX];

	if (!named_so(line, name))
		return false;
	if (snprintf(link, sizeof(link), "%s/map_files/%.*s", proc,
		     (int)strcspn(line, " "), line) >= PATH_MAX)
		return false;
	return is_device(link);
}

static bool any_map_holds(const char *proc, const char *name)
{
	char path[PATH_MAX], *line = NULL;
	bool found = false;
	size_t cap = 0;
	FILE *f;

	if (snprintf(path, sizeof(path), "%s/maps", proc) >= PATH_MAX)
		return false;
	f = fopen(path, "re");
	if (!f)
		return false;
	while (!found && getline(&line, &cap, f) > 0)
		found = line_holds(proc, line, name);
	free(line);
	fclose(f);
	return found;
}

static int add_pid(pid_t **pids, int nr, const char *pid)
{
	pid_t *more = reallocarray(*pids, nr + 1, sizeof(**pids));

	if (!more)
		return -ENOMEM;
	more[nr] = atoi(pid);
	*pids = more;
	return nr + 1;
}

static int find_in(DIR *dir, const char *path, const char *name, pid_t **pids)
{
	char proc[PATH_MAX];
	struct dirent *e;
	int nr = 0;

	while (nr >= 0 && (e = readdir(dir))) {
		if (strspn(e->d_name, "0123456789") != strlen(e->d_name) ||
		    snprintf(proc, sizeof(proc), "%s/%s", path, e->d_name) >=
			    PATH_MAX)
			continue;
		if (any_fd_holds(proc, name) || any_map_holds(proc, name))
			nr = add_pid(pids, nr, e->d_name);
	}
	return nr;
}

int daxkmem_device_holders(const struct daxkmem_device *d, pid_t **pids)
{
	char path[PATH_MAX];
	int nr = root_path(d->ctx, path, "/proc");
	DIR *dir;

	*pids = NULL;
	if (nr)
		return nr;
	dir = opendir(path);
	if (!dir)
		return -errno;
	nr = find_in(dir, path, d->name, pids);
	closedir(dir);
	if (nr < 0) {
		free(*pids);
		*pids = NULL;
	}
	return nr;
}
