// SPDX-License-Identifier: GPL-2.0-or-later
/* Share memory with preload/placement.c, and preload it into xl. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "ops/device.h"
#include "placing.h"

static void fill(struct placement *s, const struct pool *pool, long long most)
{
	int i;

	snprintf(s->version, sizeof(s->version), "%s", VERSION);
	snprintf(s->pool, sizeof(s->pool), "%s", device_name(pool->d));
	s->node = pool->node;
	s->most = most < 0 ? INT64_MAX : most;
	s->nr = pool->extents.nr;
	for (i = 0; i < pool->extents.nr; i++)
		s->extents[i] = (struct placement_range){
			pool->extents.v[i].start, pool->extents.v[i].end
		};
}

/**
 * placing_open - create the memory that is shared with the library
 * @p: receives it; the caller calls placing_close(), also after an error
 * @pool: the pool
 * @most: bytes for each guest from the pool; -1: all
 *
 * Return: 0, or a negative errno.
 */
int placing_open(struct placing *p, const struct pool *pool, long long most)
{
	void *at;

	p->shared = NULL;
	p->size = sizeof(*p->shared) +
		  pool->extents.nr * sizeof(*p->shared->extents);
	p->fd = memfd_create("daxkmem-placement", MFD_CLOEXEC);
	if (p->fd < 0 || ftruncate(p->fd, p->size))
		return -errno;
	at = mmap(NULL, p->size, PROT_READ | PROT_WRITE, MAP_SHARED, p->fd, 0);
	if (at == MAP_FAILED)
		return -errno;
	p->shared = at;
	fill(p->shared, pool, most);
	return 0;
}

void placing_close(struct placing *p)
{
	if (p->shared)
		munmap(p->shared, p->size);
	if (p->fd >= 0)
		close(p->fd);
}

/* Path of the library, beside this program; "" if that is unknown. */
const char *placing_library(void)
{
	char path[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		return "";
	path[n] = 0;
	slash = strrchr(path, '/');
	return say("%.*s/" PLACEMENT_LIBRARY, (int)(slash - path), path);
}

/*
 * Pass the library and the shared memory to xl: called in the child that
 * becomes xl. The library removes both from the environment again.
 */
void placing_export(const struct placing *p)
{
	const char *others = getenv("LD_PRELOAD");

	setenv("LD_PRELOAD", say("%s%s%s", placing_library(),
				 others ? ":" : "", others ?: ""), 1);
	setenv(PLACEMENT_FD, say("%d", p->fd), 1);
	fcntl(p->fd, F_SETFD, 0);
}
