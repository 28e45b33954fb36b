// SPDX-License-Identifier: LGPL-2.1-or-later
/* Find a program that is installed or was built together with this one. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/base.h"

/* Directories, from that of this program. */
static const char *const dirs[] = {
	"xen",			/* built, not installed */
	".",
	"../lib/daxkmem",
};

/**
 * beside - find a program
 * @path: receives its path; has room for PATH_MAX bytes
 *
 * Return: 0, or a negative errno: -ENOENT if it does not exist.
 */
int beside(char *path, const char *name)
{
	char *slash;
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 1);
	size_t i, room;

	if (n < 0)
		return -errno;
	path[n] = 0;
	slash = strrchr(path, '/');
	room = PATH_MAX - (slash - path);
	for (i = 0; i < ARRAY_SIZE(dirs); i++)
		if (snprintf(slash, room, "/%s/%s", dirs[i], name) < (int)room &&
		    !access(path, F_OK))
			return 0;
	return -ENOENT;
}
