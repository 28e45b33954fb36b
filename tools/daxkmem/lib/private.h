/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Declarations shared inside the library. */
#ifndef LIBDAXKMEM_PRIVATE_H
#define LIBDAXKMEM_PRIVATE_H

#include "base/base.h"

#define NR_TEXTS (DAXKMEM_DECODER + 1)
#define NR_NUMBERS (DAXKMEM_INTERLEAVE_GRANULARITY + 1)

#define NR_ERROR_TEXTS (DAXKMEM_ERROR_FAILURE + 1)

struct daxkmem_why;

struct daxkmem_error {
	enum daxkmem_error_kind kind;	/* 0: no error */
	int err;			/* positive errno, or 0 */
	char *texts[NR_ERROR_TEXTS];	/* NULL if there is none */
	struct daxkmem_why *why;		/* the block that stayed online */
	void (*free_why)(struct daxkmem_why *why);
};

struct daxkmem_ctx {
	struct root root;	/* first, see base.h */
	int refs;
	struct daxkmem_device **devices;	/* of daxkmem_device_first() */
	int nr_devices;
	void (*end_loop)(struct daxkmem_ctx *ctx);
	struct daxkmem_error error;
	daxkmem_log_fn *log;
	daxkmem_progress_fn *progress;
	daxkmem_stop_fn *stop;
	void *userdata;
};

struct daxkmem_device {
	struct daxkmem_ctx *ctx;
	int refs;
	char name[NAME_MAX_LEN + 1];
	char dir[DIR_LEN];
	bool range;	/* on the platform bus: a range of addresses */
	char texts[NR_TEXTS][TEXT_LEN];	/* "" if missing */
	long long numbers[NR_NUMBERS];
	bool attached;
	bool pool;	/* bound to dax_kmem_xen */
	int locks;	/* daxkmem_unlock() calls that are due */
	int lock;	/* descriptor, if there are any */
};

/* error.c */
void error_clear(struct daxkmem_ctx *ctx);
struct daxkmem_error error_take(struct daxkmem_ctx *ctx);
void error_put(struct daxkmem_ctx *ctx, struct daxkmem_error e);
int fail(struct daxkmem_ctx *ctx, enum daxkmem_error_kind kind, int err,
	 const char *object, const char *action, const char *cause,
	 const char *next);
void error_add(struct daxkmem_ctx *ctx, enum daxkmem_error_text which,
	       const char *text);
void log_text(struct daxkmem_ctx *ctx, int priority, const char *object,
	      const char *text);
enum daxkmem_stop stop_of(struct daxkmem_ctx *ctx);

/* device.c */
const char *device_name(const struct daxkmem_device *d);
const char *device_text(const struct daxkmem_device *d, enum daxkmem_text t);

/* origin.c */
const char *device_dir(const struct daxkmem_device *d);
void origin_read(struct daxkmem_device *d);

/* memdev.c */
#define CXL_NAME_LEN 32

int cxl_region_target(const struct daxkmem_ctx *ctx, const char *region, int i,
		      char *decoder, char *memdev);
bool cxl_number(const struct daxkmem_ctx *ctx, unsigned long long *value,
		const char *dev, const char *file);

/* word.c */
enum word_kind {
	WORD_DEVICE, WORD_NAMESPACE, WORD_UUID, WORD_REGION, WORD_SERIAL,
	WORD_MEMDEV, WORD_RANGE, WORD_NONE,
};

enum word_kind word_kind(const char **word);
bool word_serial(const char *word, unsigned long long *serial);

/* badlist.c */
int ranges_append(struct daxkmem_range **v, int nr, struct daxkmem_range r);
int bad_list_parse(char *text, struct daxkmem_range **v);
int bad_sectors_parse(char *text, unsigned long long base,
		      const struct daxkmem_range *own, int nr_own,
		      struct daxkmem_range **v);

/* ranges.c */
int region_bad(const struct daxkmem_device *d, struct daxkmem_range **ranges);
int region_bad_parse(const struct daxkmem_device *d, char *text,
		     struct daxkmem_range **ranges);

/* range.c */
int range_bind(struct daxkmem_device *d, struct daxkmem_failure *why);
int range_unbind(struct daxkmem_device *d, struct daxkmem_failure *why);

/* driver.c */
bool driver_exists(const struct daxkmem_ctx *ctx, const char *driver);
int driver_write(const struct daxkmem_ctx *ctx, const char *driver,
		 const char *file, const char *word);
int driver_unbind(struct daxkmem_device *d, const char *next,
		  struct daxkmem_failure *why);

#endif /* LIBDAXKMEM_PRIVATE_H */
