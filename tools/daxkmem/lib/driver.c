// SPDX-License-Identifier: GPL-2.0-or-later
/* Drivers on the dax bus. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <unistd.h>
#include "daxkmem.h"

#define DRIVERS "/sys/bus/dax/drivers"

bool driver_exists(const char *driver)
{
	return sys_exists(path_of(DRIVERS "/%s", driver));
}

/* The name that our driver has on the bus; NULL if it is not loaded. */
const char *driver_ours(void)
{
	if (driver_exists("dax_kmem"))
		return "dax_kmem";
	/* Loaded with bus_name=kmem; else that name is the kernel's own. */
	if (sys_exists("/sys/module/dax_kmem") && driver_exists("kmem"))
		return "kmem";
	return NULL;
}

/* Binds, unbinds, names or forgets a device: one of the driver's files. */
int driver_write(const char *driver, const char *file, const char *word)
{
	return sys_write(path_of(DRIVERS "/%s/%s", driver, file), word);
}

/*
 * One of us at a time, until the process ends or the descriptor that this
 * returns is closed. Only root can open the file, so nobody else can keep
 * root waiting.
 */
int driver_lock(const char *driver)
{
	char path[PATH_MAX];
	int fd, rc = sys_path(path, sizeof(path), DRIVERS "/%s/new_id", driver);

	if (rc)
		return rc;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX)) {
		rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}
