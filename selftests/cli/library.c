// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program on libdaxkmem's public header alone: takes a device as a provisioner
 * would, or only its lock.
 * usage: library SYSROOT lock|attach DEVICE
 *	lock: prints "locked", and holds the lock until standard input ends
 *	attach: binds the device and writes a bad page, or undoes it all
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <libdaxkmem.h>

static int fails(const char *what, int rc)
{
	printf("%s: %s\n", what, strerrorname_np(-rc));
	return 1;
}

static int hold(struct daxkmem_ctx *ctx, struct daxkmem_device *d)
{
	char c;
	int lock = daxkmem_lock(ctx, d);

	if (lock < 0)
		return fails("lock", lock);
	puts("locked");
	fflush(stdout);
	while (read(STDIN_FILENO, &c, 1) > 0)
		;
	close(lock);
	return 0;
}

/* Everything that a device holds is somebody's until it is known to be nobody's. */
static int attach_locked(struct daxkmem_device *d, const char *bad)
{
	struct daxkmem_failure why;
	pid_t *pids;
	int rc, nr = daxkmem_device_holders(d, &pids);

	if (nr < 0)
		return fails("holders", nr);
	free(pids);
	if (nr) {
		printf("%d programs have it open\n", nr);
		return 1;
	}
	rc = daxkmem_device_bind(d, &why);
	if (rc) {
		printf("step %d, back %d\n", why.step, why.back);
		return fails("bind", rc);
	}
	rc = daxkmem_device_write(d, "dax_kmem/bad_pages", bad);
	if (!rc)
		rc = daxkmem_device_write(d, "state", "online_movable");
	if (!rc) {
		puts("attached");
		return 0;
	}
	fails("write", rc);
	rc = daxkmem_device_unbind(d, &why);
	return rc ? fails("unbind", rc) : 1;
}

static int attach(struct daxkmem_ctx *ctx, struct daxkmem_device *d)
{
	int rc, lock = daxkmem_lock(ctx, d);

	if (lock < 0)
		return fails("lock", lock);
	rc = daxkmem_device_refresh(d);
	rc = rc ? fails("refresh", rc) : attach_locked(d, "0x100005000");
	close(lock);
	return rc;
}

int main(int argc, char **argv)
{
	struct daxkmem_device **v;
	struct daxkmem_ctx *ctx;
	int rc, nr;

	if (argc != 4)
		return 2;
	rc = daxkmem_new(&ctx, argv[1]);
	if (rc)
		return fails("new", rc);
	nr = daxkmem_devices_find(ctx, argv[3], &v);
	if (nr < 0) {
		rc = fails("find", nr);
	} else {
		rc = strcmp(argv[2], "lock") ? attach(ctx, v[0]) :
					       hold(ctx, v[0]);
		daxkmem_devices_free(v, nr);
	}
	daxkmem_unref(ctx);
	return rc;
}
