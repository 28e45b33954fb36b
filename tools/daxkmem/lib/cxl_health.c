// SPDX-License-Identifier: LGPL-2.1-or-later
/* Ask a CXL memory device for its health, by a command of its mailbox. */
#include <errno.h>
#include <fcntl.h>
#include <linux/cxl_mem.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "health.h"
#include "private.h"

/*
 * The kernel reports in out.size how much the device has answered, and in retval the
 * return code of the device, which is not 0 if it does not know the command.
 */
static int ask(int fd, struct daxkmem_health *h)
{
	u8 answer[HEALTH_LEN] = { 0 };
	struct cxl_send_command c = {
		.id = CXL_MEM_COMMAND_ID_GET_HEALTH_INFO,
		.out.size = sizeof(answer),
		.out.payload = (unsigned long)answer,
	};

	if (ioctl(fd, CXL_MEM_SEND_COMMAND, &c))
		return -errno;
	if (c.retval)
		return -EIO;
	return health_parse(answer, c.out.size, h);
}

/* The path is below the sysroot, so that a copy of a sysfs does not ask this machine. */
int daxkmem_memdev_health(struct daxkmem_ctx *ctx, const char *memdev,
			  struct daxkmem_health *health)
{
	char path[PATH_MAX];
	int fd, rc = root_path(ctx, path, "/dev/cxl/%s", memdev);

	if (rc)
		return rc;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = ask(fd, health);
	close(fd);
	return rc;
}
