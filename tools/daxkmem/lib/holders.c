// SPDX-License-Identifier: GPL-2.0-or-later
/* Which processes have a dax device open or mapped. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "daxkmem.h"

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

static void add_pid(char *pids, size_t len, const char *pid)
{
	size_t have = strlen(pids);

	/* The last place says that there are more. */
	if (have + strlen(pid) + sizeof(", ...") < len)
		snprintf(pids + have, len - have, "%s%s", have ? ", " : "", pid);
	else if (have + sizeof(", ...") <= len && !strstr(pids, "..."))
		strcat(pids, ", ...");
}

/**
 * holders_of - find who has a device open or mapped
 * @name: the device
 * @pids: gets their process ids, as "12, 345"
 * @len: room in @pids
 *
 * Sees only what the caller may see. Returns how many, or a negative errno.
 */
int holders_of(const char *name, char *pids, size_t len)
{
	char path[PATH_MAX], proc[PATH_MAX];
	struct dirent *e;
	int nr = 0, rc = sys_path(path, sizeof(path), "/proc");
	DIR *dir;

	pids[0] = 0;
	if (rc)
		return rc;
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((e = readdir(dir))) {
		if (strspn(e->d_name, "0123456789") != strlen(e->d_name) ||
		    snprintf(proc, sizeof(proc), "%s/%s", path, e->d_name) >=
			    PATH_MAX)
			continue;
		if (!any_fd_holds(proc, name) && !any_map_holds(proc, name))
			continue;
		add_pid(pids, len, e->d_name);
		nr++;
	}
	closedir(dir);
	return nr;
}
