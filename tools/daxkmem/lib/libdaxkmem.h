/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxkmem: dax devices, and what the driver dax_kmem makes of them.
 *
 * Calls return 0 or a count, or a negative errno. Texts and arrays that are
 * returned belong to the object they were asked of, unless it says otherwise.
 * A context and what comes from it may be used by one thread at a time.
 */
#ifndef LIBDAXKMEM_H
#define LIBDAXKMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct daxkmem_ctx;
struct daxkmem_device;

/**
 * daxkmem_new - begin
 * @ctx: gets the context; daxkmem_free() ends it
 * @sysroot: looked for before /sys, /proc and /dev; NULL or "" is this system
 *
 * Errors: -ENOMEM, -ENAMETOOLONG.
 */
int daxkmem_new(struct daxkmem_ctx **ctx, const char *sysroot);
void daxkmem_free(struct daxkmem_ctx *ctx);
const char *daxkmem_sysroot(const struct daxkmem_ctx *ctx);

/* Texts of a device; a text that it does not have is NULL. */
enum daxkmem_text {
	DAXKMEM_NAME,		/* dax0.0 */
	DAXKMEM_DRIVER,		/* of the dax bus */
	DAXKMEM_STATE,		/* the driver's file of that name; of a pool too */
	DAXKMEM_POLICY,
	DAXKMEM_MEMMAP,		/* auto, on or off: is the memory map to be on it? */
	DAXKMEM_MEMMAP_LOCATION, /* device or elsewhere: where it is */
	DAXKMEM_BAD_POLICY,	/* page or block */
	DAXKMEM_NAMESPACE,	/* namespace0.0, of persistent memory */
	DAXKMEM_UUID,		/* the namespace's */
	DAXKMEM_REGION,		/* region0, hmem.0: what the device is part of */
};

/* Numbers of a device, sizes in bytes; -1 if it does not have it. */
enum daxkmem_number {
	DAXKMEM_SIZE,
	DAXKMEM_NODE,		/* the node that its memory is in, or will be */
	DAXKMEM_ALIGN,
	DAXKMEM_USABLE,		/* whole memory blocks; what a pool can give */
	DAXKMEM_REQUESTED,
	DAXKMEM_PLUGGED,
	DAXKMEM_ONLINE,
	DAXKMEM_LOST,		/* to the alignment to blocks */
	DAXKMEM_WITHHELD,	/* left out, for bad pages or by a pool's plan */
	DAXKMEM_KERNEL_SIZE,
	DAXKMEM_TIMEOUT,	/* seconds */
	DAXKMEM_ADISTANCE,
	DAXKMEM_SCRUB_ON_UNPLUG,
	DAXKMEM_BAD,		/* bytes in pages that are known to be bad */
	DAXKMEM_DONATED,	/* of a pool: what the Xen hypervisor has of it */
	DAXKMEM_XEN_NODE,	/* the hypervisor's node that it is memory of */
	DAXKMEM_PXM,		/* the firmware's proximity domain of it */
};

/* Is this the name of a dax device, whether there is one or not? */
bool daxkmem_name_ok(const char *name);

/**
 * daxkmem_device_get - what the system says of a device now
 * @name: dax0.0
 * @device: gets it; daxkmem_device_free() ends it
 *
 * Errors: -EINVAL: no such name can be; -ENODEV: there is no such device;
 * -ENOENT: there is no dax bus; -ENOMEM.
 */
int daxkmem_device_get(struct daxkmem_ctx *ctx, const char *name,
		       struct daxkmem_device **device);
void daxkmem_device_free(struct daxkmem_device *device);

/* Reads it again. -ENODEV if it has gone. */
int daxkmem_device_refresh(struct daxkmem_device *device);

/**
 * daxkmem_devices - all devices of the dax bus, by number
 * @list: gets them; daxkmem_devices_free() ends them and the list
 *
 * Returns how many. Errors: -ENOENT: there is no dax bus; -ENOMEM, and what
 * the system says.
 */
int daxkmem_devices(struct daxkmem_ctx *ctx, struct daxkmem_device ***list);
void daxkmem_devices_free(struct daxkmem_device **list, int nr);

/**
 * daxkmem_devices_find - those that a word names
 * @word: dax0.0, /dev/dax0.0, namespace0.0, uuid=UUID, region=NAME
 * @list: as daxkmem_devices()
 *
 * Errors: -EINVAL: it is none of these; -ENODEV: it names none; and those of
 * daxkmem_devices().
 */
int daxkmem_devices_find(struct daxkmem_ctx *ctx, const char *word,
			 struct daxkmem_device ***list);

const char *daxkmem_device_text(const struct daxkmem_device *device,
				enum daxkmem_text which);
long long daxkmem_device_number(const struct daxkmem_device *device,
				enum daxkmem_number which);

/* Does dax_kmem have it, under whatever name? */
bool daxkmem_device_attached(const struct daxkmem_device *device);
/* Does the kernel's own kmem have it? */
bool daxkmem_device_in_tree(const struct daxkmem_device *device);
/* Does dax_kmem_xen have it, for the guests of a Xen hypervisor? */
bool daxkmem_device_pool(const struct daxkmem_device *device);

/* A memory block that an attached device has or can have. */
struct daxkmem_block {
	unsigned long id;	/* memoryN */
	bool plugged, online;
	char zone[16];		/* "" if it is in none, or in more than one */
	unsigned long bad;	/* pages known to be bad */
};

/**
 * daxkmem_device_blocks - the memory blocks of an attached device
 * @blocks: gets an array, by address; the caller frees it with free()
 *
 * Returns how many. Errors: -ENOENT: it is not attached; -EPROTO: the driver's
 * file is not understood; -ENOMEM, and what the system says.
 */
int daxkmem_device_blocks(const struct daxkmem_device *device,
			  struct daxkmem_block **blocks);

/* A range of physical addresses; the end is not included. */
struct daxkmem_range {
	unsigned long long start, end;
};

/**
 * daxkmem_device_ranges - the physical addresses of a device
 * daxkmem_device_bad - its pages that are known to be bad
 * @ranges: gets an array, by address; the caller frees it with free()
 *
 * Where a device is not attached, its bad pages are what its region's
 * badblocks list. Returns how many. Errors: as daxkmem_device_blocks();
 * -EACCES: only root may know.
 */
int daxkmem_device_ranges(const struct daxkmem_device *device,
			  struct daxkmem_range **ranges);
int daxkmem_device_bad(const struct daxkmem_device *device,
		       struct daxkmem_range **ranges);

/**
 * daxkmem_device_holders - the processes that have a device open or mapped
 * @pids: gets an array; the caller frees it with free()
 *
 * The device number decides, not the name that a process knows the device by.
 * Sees only what the caller may see. Returns how many.
 */
int daxkmem_device_holders(const struct daxkmem_device *device, pid_t **pids);

/* Bytes of a memory block of this system. */
long long daxkmem_block_size(struct daxkmem_ctx *ctx);

/* The name that dax_kmem has on the dax bus; NULL if it is not loaded. */
const char *daxkmem_driver(struct daxkmem_ctx *ctx);

/**
 * daxkmem_lock - one process at a time changes what a device is bound to
 *
 * Waits for others. Returns a descriptor, which close(2) and the end of the
 * process unlock. Errors: -ENOENT: the driver is not loaded; -EACCES; -EINTR.
 */
int daxkmem_lock(struct daxkmem_ctx *ctx, const struct daxkmem_device *device);

/**
 * daxkmem_device_write - a word for one of the files of a device
 * @file: "state", "dax_kmem/requested_size" and the like
 *
 * One write(2): what the driver's document says of that file holds, signals
 * included. Returns 0, or the negative errno.
 */
int daxkmem_device_write(const struct daxkmem_device *device, const char *file,
			 const char *word);

/* What stands between a device of another driver and one of ours. */
enum daxkmem_step {
	DAXKMEM_NO_STEP,	/* it was refused before the first */
	DAXKMEM_RELEASE,	/* the driver that has it lets it go */
	DAXKMEM_BIND,		/* ours takes it */
	DAXKMEM_NAME_IT,	/* ours hears its name, for when it comes back */
	DAXKMEM_FORGET,		/* ours forgets its name */
	DAXKMEM_RETURN,		/* device_dax takes it */
};

/* How far it came, and what of the way back failed. */
struct daxkmem_failure {
	enum daxkmem_step step;	/* the one that failed */
	int back;		/* the errno of the undo, negative; or 0 */
};

/**
 * daxkmem_device_bind - dax_kmem takes a device and adds no memory
 * @why: gets which step failed; may be NULL
 *
 * Memory that an earlier bind left online is taken over. Caller holds
 * daxkmem_lock(). What was done is undone if a step fails. Errors: -EBUSY: a
 * driver other than device_dax has it; -EOPNOTSUPP: the module dax_kmem has no
 * file for this; and what the kernel says.
 */
int daxkmem_device_bind(struct daxkmem_device *device,
			struct daxkmem_failure *why);

/**
 * daxkmem_device_unbind - device_dax takes a device back
 * @why: gets which step failed; may be NULL
 *
 * Where device_dax is not loaded, the device has no driver then. Memory that is
 * online stays so, and nothing can have the device: unplug it first. Caller
 * holds daxkmem_lock(). Returns 0, or the negative errno: -EBUSY: another driver
 * has the device, or there is memory of an earlier unbind.
 */
int daxkmem_device_unbind(struct daxkmem_device *device,
			  struct daxkmem_failure *why);

#define DAXKMEM_KEPT_NAME 32
#define DAXKMEM_KEPT_WORD 16

/* A range of a device that has gone, and its memory blocks. */
struct daxkmem_kept_range {
	struct daxkmem_range at;	/* end is 0 if only root may know */
	unsigned long block;		/* the N of its first memoryN */
	unsigned long nr_blocks;	/* that the range can have */
	long long plugged, online;	/* bytes */
};

/* Memory that dax_kmem keeps although its device has gone or been unbound. */
struct daxkmem_kept {
	char name[DAXKMEM_KEPT_NAME];	/* of the device that had it */
	char policy[DAXKMEM_KEPT_WORD];
	int node;
	long long plugged, online;	/* bytes, in all ranges */
	int nr_ranges;
	struct daxkmem_kept_range *ranges;	/* in the order of addresses */
};

/**
 * daxkmem_kept - what the driver keeps of devices that have gone
 * @list: gets an array; daxkmem_kept_free() ends it
 *
 * Changes nothing. Without root the ranges have no addresses. Returns how
 * many devices: 0 also if the driver is not loaded. Errors: -EOPNOTSUPP: the
 * driver is older and does not say; -EPROTO: its attribute is not understood;
 * -ENOMEM, and what the system says.
 */
int daxkmem_kept(struct daxkmem_ctx *ctx, struct daxkmem_kept **list);
void daxkmem_kept_free(struct daxkmem_kept *list, int nr);

/**
 * daxkmem_kept_device - the device that takes kept memory back when it is bound
 * @device: gets it; daxkmem_device_free() ends it
 *
 * It may have another name than the device that had the memory. Errors:
 * -ENODEV: no device has exactly these ranges now; -EACCES: only root may
 * know; and those of daxkmem_devices().
 */
int daxkmem_kept_device(struct daxkmem_ctx *ctx,
			const struct daxkmem_kept *kept,
			struct daxkmem_device **device);

#ifdef __cplusplus
}
#endif

#endif /* LIBDAXKMEM_H */
