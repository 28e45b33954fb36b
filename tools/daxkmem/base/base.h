/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the library and the tool: files below the sysroot, and texts. */
#ifndef DAXKMEM_BASE_H
#define DAXKMEM_BASE_H

#include <limits.h>
#include <stdio.h>
#include "lib/libdaxkmem.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define __printf(fmt, args) __attribute__((format(printf, fmt, args)))

#define DAX_DEVICES "/sys/bus/dax/devices"
#define MEMORY "/sys/devices/system/memory"
#define CXL_DEVICES "/sys/bus/cxl/devices"
#define DAX_DRIVERS "/sys/bus/dax/drivers"
#define PLATFORM_DEVICES "/sys/bus/platform/devices"
#define RANGE_DRIVER "/sys/bus/platform/drivers/dax_kmem"
#define RANGE_NAME "kmem_range."
#define POOL_DRIVER "dax_kmem_xen"
#define DAX_HOME "device_dax"	/* the default driver of a device */

#define NAME_MAX_LEN 30		/* of a device */
#define DIR_LEN 64		/* of its directory in sysfs */
#define WORD_LEN 64
#define TEXT_LEN 4097		/* longest sysfs attribute, with a 0 */

/* The first member of struct daxkmem_ctx, and the only one that base/ uses. */
struct root {
	char path[PATH_MAX];
};

/*
 * root.c: files below the sysroot. The path is a format with arguments.
 * Functions return 0, a length or a count, or a negative errno.
 */
__printf(3, 4) int root_path(const struct daxkmem_ctx *ctx, char *path,
			     const char *fmt, ...);
__printf(2, 3) bool root_exists(const struct daxkmem_ctx *ctx,
				const char *fmt, ...);
__printf(4, 5) int root_read(const struct daxkmem_ctx *ctx, char *buf,
			     size_t len, const char *fmt, ...);
__printf(3, 4) int root_read_all(const struct daxkmem_ctx *ctx, char **text,
				 const char *fmt, ...);
int file_read_all(const char *path, char **text);
__printf(3, 4) int root_write(const struct daxkmem_ctx *ctx, const char *word,
			      const char *fmt, ...);
__printf(4, 5) int root_target(const struct daxkmem_ctx *ctx, char *buf,
			       size_t len, const char *fmt, ...);
__printf(2, 3) long long root_number(const struct daxkmem_ctx *ctx,
				     const char *fmt, ...);
__printf(3, 4) int root_list(const struct daxkmem_ctx *ctx, char ***names,
			     const char *fmt, ...);
void root_list_free(char **names, int nr);

const char *bus_of(const char *name);

/* say.c */
__printf(1, 2) const char *say(const char *fmt, ...);
const char *human(long long bytes);
#define UTC_FORMAT "%Y-%m-%dT%H:%M:%SZ"
const char *utc_text(long long when);
const char *next_step(int err, const char *otherwise);
const char *see_log(const char *name);

/* xen.c */
#define XEN_VERSION(major, minor) ((int)(major) << 16 | (int)(minor))

int xen_version(const struct daxkmem_ctx *ctx);

/* beside.c */
int beside(char *path, const char *name);

/* parse.c */
int parse_size(const char *text, long long *bytes);
int parse_number(const char *text, long long *number);

#endif /* DAXKMEM_BASE_H */
