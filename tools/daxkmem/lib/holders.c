// SPDX-License-Identifier: LGPL-2.1-or-later
/* Find the processes that have a dax device open or mapped. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "private.h"

/* The device to find: by number, or by name if sysfs has no number. */
struct wanted {
	const char *name;
	unsigned int major, minor;	/* major 0: not known */
};

/* True if the last component of a path in /proc is @name. */
static bool named_so(const char *path, const char *name)
{
	const char *base = strrchr(path, '/');
	size_t len = strlen(name);

	return base && !strncmp(base + 1, name, len) &&
	       (!base[1 + len] || base[1 + len] == ' ');
}

static bool link_named_so(const char *link, const char *name)
{
	char target[PATH_MAX];
	ssize_t n = readlink(link, target, sizeof(target) - 1);

	if (n < 0)
		return false;
	target[n] = 0;
	return named_so(target, name);
}

/*
 * True if a link in /proc/PID refers to the device. Compare device numbers,
 * because a container may use any name. Compare the name if the link is
 * dangling, as in a recorded tree. AT_STATX_DONT_SYNC: the file may be on a
 * file system whose server, a process of any user, does not respond.
 */
static bool is_device(const char *link, const struct wanted *w)
{
	struct statx st;

	if (statx(AT_FDCWD, link, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
		  STATX_TYPE, &st))
		return link_named_so(link, w->name);
	if (!S_ISCHR(st.stx_mode))
		return false;
	if (!w->major)
		return link_named_so(link, w->name);
	return st.stx_rdev_major == w->major && st.stx_rdev_minor == w->minor;
}

static bool fd_holds(const char *proc, const char *fd, const struct wanted *w)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/fd/%s", proc, fd) < PATH_MAX &&
	       is_device(path, w);
}

static bool any_fd_holds(const char *proc, const struct wanted *w)
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
		found = *e->d_name != '.' && fd_holds(proc, e->d_name, w);
	closedir(dir);
	return found;
}

/*
 * A line of maps: "from-to perms offset dev inode   path". The field dev is the
 * device of the file system, not the dax device. A dax device can only be
 * mapped shared.
 */
static bool line_holds(const char *proc, const char *line,
		       const struct wanted *w)
{
	char link[PATH_MAX], perms[5];
	unsigned long from, to;
	struct stat st;

	if (sscanf(line, "%lx-%lx %4s", &from, &to, perms) != 3 ||
	    perms[3] != 's' || !strchr(line, '/'))
		return false;
	if (snprintf(link, sizeof(link), "%s/map_files/%lx-%lx", proc, from,
		     to) >= PATH_MAX)
		return false;
	return lstat(link, &st) ? named_so(line, w->name) : is_device(link, w);
}

static bool any_map_holds(const char *proc, const struct wanted *w)
{
	char path[PATH_MAX], *line = NULL;
	bool found = false;
	size_t cap = 0;
	ssize_t n;
	FILE *f;

	if (snprintf(path, sizeof(path), "%s/maps", proc) >= PATH_MAX)
		return false;
	f = fopen(path, "re");
	if (!f)
		return false;
	while (!found && (n = getline(&line, &cap, f)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = 0;
		found = line_holds(proc, line, w);
	}
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

static int find_in(DIR *dir, const char *path, const struct wanted *w,
		   pid_t **pids)
{
	char proc[PATH_MAX];
	struct dirent *e;
	int nr = 0;

	while (nr >= 0 && (e = readdir(dir))) {
		if (strspn(e->d_name, "0123456789") != strlen(e->d_name) ||
		    snprintf(proc, sizeof(proc), "%s/%s", path, e->d_name) >=
			    PATH_MAX)
			continue;
		if (any_fd_holds(proc, w) || any_map_holds(proc, w))
			nr = add_pid(pids, nr, e->d_name);
	}
	return nr;
}

/* The attribute dev has the form "252:0". */
static struct wanted wanted_of(const struct daxkmem_device *d)
{
	struct wanted w = { .name = d->name };
	char text[WORD_LEN];

	if (root_read(d->ctx, text, sizeof(text), "%s/dev", d->dir) < 0 ||
	    sscanf(text, "%u:%u", &w.major, &w.minor) != 2)
		w.major = 0;
	return w;
}

int daxkmem_device_holders(const struct daxkmem_device *d, pid_t **pids)
{
	const struct wanted w = wanted_of(d);
	char path[PATH_MAX];
	int nr = root_path(d->ctx, path, "/proc");
	DIR *dir;

	*pids = NULL;
	if (nr)
		return nr;
	dir = opendir(path);
	if (!dir)
		return -errno;
	nr = find_in(dir, path, &w, pids);
	closedir(dir);
	if (nr < 0) {
		free(*pids);
		*pids = NULL;
	}
	return nr;
}
