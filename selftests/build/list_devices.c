// SPDX-License-Identifier: GPL-2.0-only
/*
 * An example of a program that uses libdaxkmem: lists the devices below a
 * sysroot, one line for each device.
 */
#include <libdaxkmem.h>
#include <stdio.h>
#include <string.h>

static int list(struct daxkmem_ctx *ctx)
{
	struct daxkmem_device **v;
	int i, nr = daxkmem_devices(ctx, &v);

	if (nr < 0) {
		fprintf(stderr, "daxkmem_devices: %s\n", strerror(-nr));
		return 1;
	}
	for (i = 0; i < nr; i++)
		printf("%s %s %lld\n", daxkmem_device_text(v[i], DAXKMEM_NAME),
		       daxkmem_device_text(v[i], DAXKMEM_DRIVER) ?: "-",
		       daxkmem_device_number(v[i], DAXKMEM_SIZE));
	daxkmem_devices_free(v, nr);
	return 0;
}

int main(int argc, char **argv)
{
	struct daxkmem_ctx *ctx;
	int rc;

	if (argc != 2 || daxkmem_new(&ctx, argv[1]))
		return 2;
	rc = list(ctx);
	daxkmem_unref(ctx);
	return rc;
}
