/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxkmem: dax devices, and their memory as the driver dax_kmem adds it.
 *
 * Functions return 0 or a count, or a negative errno; errors of the system are
 * returned unchanged. Returned strings belong to the object and are valid until
 * it is refreshed or freed. A context must outlive its devices. Only one thread
 * at a time may use a context and its devices.
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
 * daxkmem_new - create a context
 * @ctx: receives the context; free it with daxkmem_free()
 * @sysroot: prefix for /sys and /proc; NULL or "" for the running system
 *
 * Return: 0; -ENOMEM; -ENAMETOOLONG.
 */
int daxkmem_new(struct daxkmem_ctx **ctx, const char *sysroot);
void daxkmem_free(struct daxkmem_ctx *ctx);
const char *daxkmem_sysroot(const struct daxkmem_ctx *ctx);

/* String properties of a device, for daxkmem_device_text(). */
enum daxkmem_text {
	DAXKMEM_NAME,		/* dax0.0 */
	DAXKMEM_DRIVER,		/* driver on the dax bus that is bound */
	DAXKMEM_STATE,		/* of the attribute state; also of pools */
	DAXKMEM_POLICY,
	DAXKMEM_MEMMAP,		/* memmap on the device: auto, on or off */
	DAXKMEM_MEMMAP_LOCATION, /* its current place: device or elsewhere */
	DAXKMEM_BAD_POLICY,	/* page or block */
	DAXKMEM_NAMESPACE,	/* namespace0.0; persistent memory only */
	DAXKMEM_UUID,		/* UUID of the namespace */
	DAXKMEM_REGION,		/* parent of the device: region0, hmem.0 */
};

/* Numeric properties of a device, sizes in bytes. */
enum daxkmem_number {
	DAXKMEM_SIZE,
	DAXKMEM_NODE,		/* NUMA node of the memory, added or not */
	DAXKMEM_ALIGN,
	DAXKMEM_USABLE,		/* whole memory blocks; of a pool: donatable */
	DAXKMEM_REQUESTED,
	DAXKMEM_PLUGGED,
	DAXKMEM_ONLINE,
	DAXKMEM_LOST,		/* lost to block alignment */
	DAXKMEM_WITHHELD,	/* excluded: bad pages, or the plan of a pool */
	DAXKMEM_KERNEL_SIZE,
	DAXKMEM_TIMEOUT,	/* seconds */
	DAXKMEM_ADISTANCE,
	DAXKMEM_SCRUB_ON_UNPLUG,
	DAXKMEM_BAD,		/* size of the known bad pages */
	DAXKMEM_DONATED,	/* pools only: donated to the Xen hypervisor */
	DAXKMEM_XEN_NODE,	/* pools only: the hypervisor's node number */
	DAXKMEM_PXM,		/* pools only: firmware's proximity domain */
};

/* True for a valid device name such as dax0.0; the device need not exist. */
bool daxkmem_name_ok(const char *name);

/**
 * daxkmem_device_get - read the current properties of a device
 * @name: dax0.0
 * @device: receives the device; free it with daxkmem_device_free()
 *
 * Return: 0; -EINVAL for an invalid name; -ENODEV if there is no such device;
 * -ENOENT if there is no dax bus; -ENOMEM.
 */
int daxkmem_device_get(struct daxkmem_ctx *ctx, const char *name,
		       struct daxkmem_device **device);
void daxkmem_device_free(struct daxkmem_device *device);

/* Read the properties again. Returns 0, or -ENODEV if the device is gone. */
int daxkmem_device_refresh(struct daxkmem_device *device);

/**
 * daxkmem_devices - list the devices of the dax bus, sorted by number
 * @list: receives an array; free it and its devices by daxkmem_devices_free()
 *
 * Return: the number of devices; -ENOENT if there is no dax bus; -ENOMEM.
 */
int daxkmem_devices(struct daxkmem_ctx *ctx, struct daxkmem_device ***list);
void daxkmem_devices_free(struct daxkmem_device **list, int nr);

/**
 * daxkmem_devices_find - find devices by name, namespace, UUID or region
 * @word: dax0.0, /dev/dax0.0, namespace0.0, uuid=UUID, region=NAME
 * @list: see daxkmem_devices()
 *
 * Return: the number of devices; -EINVAL if @word has none of these forms;
 * -ENODEV if no device matches; or an error of daxkmem_devices().
 */
int daxkmem_devices_find(struct daxkmem_ctx *ctx, const char *word,
			 struct daxkmem_device ***list);

/* Returns a string, owned by the device; NULL if it lacks the property. */
const char *daxkmem_device_text(const struct daxkmem_device *device,
				enum daxkmem_text which);
/* Returns a number; -1 if the device lacks the property. */
long long daxkmem_device_number(const struct daxkmem_device *device,
				enum daxkmem_number which);

/* True if bound to dax_kmem, by any name that the driver has on the bus. */
bool daxkmem_device_attached(const struct daxkmem_device *device);
/* True if bound to the kernel's own driver kmem. */
bool daxkmem_device_in_tree(const struct daxkmem_device *device);
/* True if bound to dax_kmem_xen: a pool for the guests of a Xen hypervisor. */
bool daxkmem_device_pool(const struct daxkmem_device *device);

/* A memory block of an attached device, plugged or not. */
struct daxkmem_block {
	unsigned long id;	/* memoryN */
	bool plugged, online;
	char zone[16];		/* "" if in no zone or in several zones */
	unsigned long bad;	/* number of known bad pages */
};

/**
 * daxkmem_device_blocks - list the memory blocks of an attached device
 * @blocks: receives an array, sorted by address; free it with free()
 *
 * Return: the number of blocks; -ENOENT if the device is not attached; -EPROTO
 * if the driver's attribute cannot be parsed; -ENOMEM.
 */
int daxkmem_device_blocks(const struct daxkmem_device *device,
			  struct daxkmem_block **blocks);

/* A range of physical addresses; end is exclusive. */
struct daxkmem_range {
	unsigned long long start, end;
};

/**
 * daxkmem_device_ranges - list the physical addresses of a device
 * daxkmem_device_bad - list the known bad pages of a device
 * @ranges: receives an array, sorted by address; free it with free()
 *
 * The bad pages of a device that is neither attached nor a pool are read from
 * badblocks of its region.
 *
 * Return: the number of ranges; -ENOENT if sysfs lacks the attribute; -EPROTO
 * if the attribute cannot be parsed; -EACCES if only root may read it; -ENOMEM.
 */
int daxkmem_device_ranges(const struct daxkmem_device *device,
			  struct daxkmem_range **ranges);
int daxkmem_device_bad(const struct daxkmem_device *device,
		       struct daxkmem_range **ranges);

/**
 * daxkmem_device_holders - list processes that have a device open or mapped
 * @pids: receives an array; free it with free()
 *
 * Device files are compared by device number, so they may have any name.
 * Processes that the caller may not inspect are missing.
 *
 * Return: the number of processes, or a negative errno.
 */
int daxkmem_device_holders(const struct daxkmem_device *device, pid_t **pids);

/* Returns the size of a memory block in bytes, or a negative errno. */
long long daxkmem_block_size(struct daxkmem_ctx *ctx);

/* Returns the name of dax_kmem on the dax bus; NULL if it is not loaded. */
const char *daxkmem_driver(struct daxkmem_ctx *ctx);

/**
 * daxkmem_lock - lock the binding of a device against other processes
 *
 * Waits until no other process holds the lock. Only root can take it.
 *
 * Return: a file descriptor; close(2) releases the lock, and so does the exit
 * of the process. -ENOENT if the device is gone; -EACCES; -EINTR.
 */
int daxkmem_lock(struct daxkmem_ctx *ctx, const struct daxkmem_device *device);

/**
 * daxkmem_device_write - write a value to a sysfs attribute of a device
 * @file: "state", "dax_kmem/requested_size" and the like
 *
 * Calls write(2) once. The driver's ABI document says what the write waits for
 * and how signals end it.
 *
 * Return: 0, or the negative errno of open(2) or write(2).
 */
int daxkmem_device_write(const struct daxkmem_device *device, const char *file,
			 const char *word);

/* The steps that bind a device to dax_kmem, or return it to device_dax. */
enum daxkmem_step {
	DAXKMEM_NO_STEP,	/* refused before the first step */
	DAXKMEM_RELEASE,	/* unbind the device from its driver */
	DAXKMEM_BIND,		/* bind it to dax_kmem, without adding memory */
	DAXKMEM_NAME_IT,	/* new_id: dax_kmem binds it if it reappears */
	DAXKMEM_FORGET,		/* remove_id: dax_kmem no longer binds it */
	DAXKMEM_RETURN,		/* bind it to device_dax */
};

/* Why a bind or unbind failed. */
struct daxkmem_failure {
	enum daxkmem_step step;	/* the step that failed */
	int back;		/* negative errno of a failed undo, or 0 */
};

/**
 * daxkmem_device_bind - bind a device to dax_kmem without adding memory
 * @why: receives the step that failed; may be NULL
 *
 * Takes over memory that an earlier unbind left online. If a step fails, the
 * steps before it are undone. Refreshes the device. Caller holds the lock of
 * daxkmem_lock().
 *
 * Return: 0, also if already attached; -EBUSY if a driver other than device_dax
 * is bound; -EOPNOTSUPP if dax_kmem is not loaded or lacks bind_unplugged; or
 * the kernel's error.
 */
int daxkmem_device_bind(struct daxkmem_device *device,
			struct daxkmem_failure *why);

/**
 * daxkmem_device_unbind - unbind a device and return it to device_dax
 * @why: receives the step that failed; may be NULL
 *
 * Unplug the memory first: memory still online stays online, and no other
 * driver can use the device. If device_dax is not loaded, the device is left
 * without a driver. Steps are not undone. Refreshes the device. Caller holds
 * the lock of daxkmem_lock().
 *
 * Return: 0, also if device_dax is bound already; -EBUSY if another driver is
 * bound or memory of the device is still online; or the kernel's error.
 */
int daxkmem_device_unbind(struct daxkmem_device *device,
			  struct daxkmem_failure *why);

#define DAXKMEM_KEPT_NAME 32
#define DAXKMEM_KEPT_WORD 16

/* A range of a device that is gone, and its memory blocks. */
struct daxkmem_kept_range {
	struct daxkmem_range at;	/* end is 0 without root */
	unsigned long block;		/* number of the first memory block */
	unsigned long nr_blocks;	/* that fit into the range */
	long long plugged, online;	/* bytes */
};

/* Kept memory: added by dax_kmem, but its device is gone or was unbound. */
struct daxkmem_kept {
	char name[DAXKMEM_KEPT_NAME];	/* of the former device */
	char policy[DAXKMEM_KEPT_WORD];
	int node;
	long long plugged, online;	/* bytes, in all ranges */
	int nr_ranges;
	struct daxkmem_kept_range *ranges;	/* sorted by address */
};

/**
 * daxkmem_kept - list the memory kept by the driver
 * @list: receives an array, one entry per former device; free it with
 *	daxkmem_kept_free()
 *
 * Without root, the ranges have no addresses.
 *
 * Return: the number of former devices, 0 if the driver is not loaded;
 * -EOPNOTSUPP if the driver is too old to list kept memory; -EPROTO if its
 * attribute cannot be parsed; -ENOMEM.
 */
int daxkmem_kept(struct daxkmem_ctx *ctx, struct daxkmem_kept **list);
void daxkmem_kept_free(struct daxkmem_kept *list, int nr);

/**
 * daxkmem_kept_device - find the device to bind to take over kept memory
 * @device: receives the device; free it with daxkmem_device_free()
 *
 * The device may have another name than before. It is found by its addresses.
 *
 * Return: 0; -ENODEV if no unattached device has exactly these ranges; -EACCES
 * without root; or an error of daxkmem_devices().
 */
int daxkmem_kept_device(struct daxkmem_ctx *ctx,
			const struct daxkmem_kept *kept,
			struct daxkmem_device **device);

#ifdef __cplusplus
}
#endif

#endif /* LIBDAXKMEM_H */
