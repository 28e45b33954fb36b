// SPDX-License-Identifier: GPL-2.0-or-later
/* Open the interface to the hypervisor, and read its nodes. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>
#include "silent.h"
#include "daxkmem_xen.h"

/**
 * xen_open - open the interface to the hypervisor
 * @xc: receives the handle, to be closed with xc_interface_close()
 * @object: for the error message
 * @action: for the error message
 *
 * Return: 0, or an exit code after an error message.
 */
int xen_open(xc_interface **xc, const char *object, const char *action)
{
	*xc = xc_interface_open(xen_silent(), xen_silent(), 0);
	if (*xc)
		return 0;
	return complain(UNSUPPORTED, errno, object, action,
			"no access to a hypervisor",
			next_step(errno, "boot Xen with this system as its Dom0; modprobe xen_privcmd"));
}

/**
 * xen_lock - lock out other processes that allocate from pools
 * @object: for the error message
 * @action: for the error message
 *
 * Waits for the lock. While it is held, the decrease of a node's free memory
 * shows what the holder has allocated. Closing the descriptor releases it.
 *
 * Return: a file descriptor, or a negated exit code after an error message.
 */
int xen_lock(const char *object, const char *action)
{
	int fd = open("/run/daxkmem-xen.lock",
		      O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd >= 0 && !flock(fd, LOCK_EX))
		return fd;
	return -complain(FAILED, errno, object, action,
			 "/run/daxkmem-xen.lock cannot be locked",
			 next_step(errno, NULL));
}

static bool is_there(const xc_meminfo_t *m)
{
	return m->memsize != XEN_INVALID_MEM_SZ;
}

/**
 * xen_nodes - read the hypervisor's nodes
 * @xc: the hypervisor
 * @v: receives an array indexed by node number, which the caller frees; NULL
 *	after an error
 *
 * Return: the length of the array, or a negative errno.
 */
int xen_nodes(xc_interface *xc, struct xen_node **v)
{
	unsigned int i, nr = 0;
	xc_meminfo_t *info;

	*v = NULL;
	if (xc_numainfo(xc, &nr, NULL, NULL))
		return -errno;
	info = calloc(nr + 1, sizeof(*info));
	*v = calloc(nr + 1, sizeof(**v));
	if (!info || !*v || xc_numainfo(xc, &nr, info, NULL)) {
		free(info);
		free(*v);
		*v = NULL;
		return -errno;
	}
	for (i = 0; i < nr; i++)
		if (is_there(&info[i]))
			(*v)[i] = (struct xen_node){
				true, info[i].memsize, info[i].memfree
			};
	free(info);
	return nr;
}
