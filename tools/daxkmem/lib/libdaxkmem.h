/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdaxkmem: dax devices, and their memory as the driver dax_kmem adds it.
 *
 * Functions return 0 or a count, or a negative errno; errors of the system are
 * returned unchanged. Functions that change a device also set the error object
 * of the context, see daxkmem_error(). Returned strings belong to the object
 * and are valid until it is refreshed or freed. Only one thread at a time may
 * use a context and its devices.
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
 * @ctx: receives the context; drop it with daxkmem_unref()
 * @sysroot: prefix for /sys and /proc; NULL or "" for the running system
 *
 * Return: 0; -ENOMEM; -ENAMETOOLONG.
 */
int daxkmem_new(struct daxkmem_ctx **ctx, const char *sysroot);
/* Take or drop a reference. Each device has one to its context. */
struct daxkmem_ctx *daxkmem_ref(struct daxkmem_ctx *ctx);
void daxkmem_unref(struct daxkmem_ctx *ctx);
const char *daxkmem_sysroot(const struct daxkmem_ctx *ctx);

/* The caller's own pointer, for its hooks. */
void daxkmem_set_userdata(struct daxkmem_ctx *ctx, void *data);
void *daxkmem_userdata(const struct daxkmem_ctx *ctx);

/* Kinds of errors. */
enum daxkmem_error_kind {
	DAXKMEM_FAILED = 1,	/* refused, or failed and undone */
	DAXKMEM_INVALID,	/* an argument is invalid */
	DAXKMEM_UNSUPPORTED,	/* this system cannot do it */
	DAXKMEM_PARTLY,		/* done in part */
};

/* The texts of an error, each without a newline. */
enum daxkmem_error_text {
	DAXKMEM_ERROR_OBJECT,	/* dax0.0, or a file */
	DAXKMEM_ERROR_ACTION,	/* "detach": completes "cannot ..." */
	DAXKMEM_ERROR_CAUSE,
	DAXKMEM_ERROR_NEXT,	/* the next step, usually a command */
	DAXKMEM_ERROR_OBSTACLE,	/* the obstacle: block, pages, process */
	DAXKMEM_ERROR_FAILURE,	/* the driver's attribute dax_kmem/failure */
};

struct daxkmem_error;

/**
 * daxkmem_error - explain why the last change failed
 *
 * Return: the error; it belongs to the context and is valid until the next
 * change. NULL if the last change succeeded.
 */
const struct daxkmem_error *daxkmem_error(const struct daxkmem_ctx *ctx);
enum daxkmem_error_kind daxkmem_error_kind(const struct daxkmem_error *error);
/* Returns the positive errno of the call that failed; 0 if none did. */
int daxkmem_error_errno(const struct daxkmem_error *error);
/* Returns NULL if the error lacks the text. */
const char *daxkmem_error_text(const struct daxkmem_error *error,
			       enum daxkmem_error_text which);

struct daxkmem_device;

/*
 * Hooks: functions of the caller, which the library calls in the thread that
 * called it. None is set in a new context.
 */

/*
 * Receives messages, with a priority of <syslog.h>. LOG_WARNING: something went
 * wrong, but the change continues. LOG_INFO: it waits for another process.
 */
typedef void daxkmem_log_fn(struct daxkmem_ctx *ctx, int priority,
			    const char *object, const char *text);
void daxkmem_set_log_fn(struct daxkmem_ctx *ctx, daxkmem_log_fn *log);

/*
 * Called before and after each write that may take long. @what is "attaching",
 * "shrinking" and the like, @goal the bytes of the device that will be online;
 * -1 for a scrub.
 */
typedef void daxkmem_progress_fn(const struct daxkmem_device *device,
				 const char *what, long long goal, bool begins);
void daxkmem_set_progress_fn(struct daxkmem_ctx *ctx,
			     daxkmem_progress_fn *progress);

enum daxkmem_stop {
	DAXKMEM_GO_ON,
	DAXKMEM_STOP_SIGNAL,
	DAXKMEM_STOP_TIME,	/* the caller's time limit */
};

/*
 * Called between steps, and after a signal has interrupted a write or a wait.
 * A change that is stopped is undone.
 */
typedef enum daxkmem_stop daxkmem_stop_fn(struct daxkmem_ctx *ctx);
void daxkmem_set_stop_fn(struct daxkmem_ctx *ctx, daxkmem_stop_fn *stop);

/* String properties of a device, for daxkmem_device_text(). */
enum daxkmem_text {
	DAXKMEM_NAME,		/* dax0.0, kmem_range.0 */
	DAXKMEM_DRIVER,		/* driver that is bound */
	DAXKMEM_STATE,		/* of the attribute state; also of pools */
	DAXKMEM_POLICY,
	DAXKMEM_MEMMAP,		/* memmap on the device: auto, on or off */
	DAXKMEM_MEMMAP_LOCATION, /* its current place: device or elsewhere */
	DAXKMEM_BAD_POLICY,	/* page, block or a number of pages */
	DAXKMEM_NAMESPACE,	/* namespace0.0; persistent memory only */
	DAXKMEM_UUID,		/* UUID of the namespace */
	DAXKMEM_REGION,		/* of the device: region0, hmem.0 */
	DAXKMEM_DECODER,	/* CXL only: root decoder of the region */
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
	DAXKMEM_INTERLEAVE_WAYS, /* CXL only, as is the granularity in bytes */
	DAXKMEM_INTERLEAVE_GRANULARITY,
};

/*
 * True for a valid name, of a dax device (dax0.0) or of a range of physical
 * addresses (kmem_range.0); the device need not exist.
 */
bool daxkmem_name_ok(const char *name);

/**
 * daxkmem_device_get - read the current properties of a device
 * @name: dax0.0
 * @device: receives the device; drop it with daxkmem_device_unref()
 *
 * Return: 0; -EINVAL for an invalid name; -ENODEV if there is no such device;
 * -ENOENT if there is no dax bus; -ENOMEM.
 */
int daxkmem_device_get(struct daxkmem_ctx *ctx, const char *name,
		       struct daxkmem_device **device);
struct daxkmem_device *daxkmem_device_ref(struct daxkmem_device *device);
void daxkmem_device_unref(struct daxkmem_device *device);

/* Read the properties again. Returns 0, or -ENODEV if the device is gone. */
int daxkmem_device_refresh(struct daxkmem_device *device);

/**
 * daxkmem_devices - list the devices of the dax bus and the ranges, by number
 * @list: receives an array; free it and its devices by daxkmem_devices_free()
 *
 * Return: the number of devices; -ENOENT without ranges and without a dax bus;
 * -ENOMEM.
 */
int daxkmem_devices(struct daxkmem_ctx *ctx, struct daxkmem_device ***list);
void daxkmem_devices_free(struct daxkmem_device **list, int nr);

/**
 * daxkmem_device_first - read all devices, and return the first one
 * daxkmem_device_next - return the next device that was read
 *
 * The devices belong to the context until the loop ends, or until the next call
 * of daxkmem_device_first() if it was left early; take a reference to keep one.
 *
 * Return: NULL if there is no other device, or an error of daxkmem_devices().
 */
struct daxkmem_device *daxkmem_device_first(struct daxkmem_ctx *ctx);
struct daxkmem_device *daxkmem_device_next(struct daxkmem_device *device);

#define daxkmem_device_foreach(ctx, device) \
	for (device = daxkmem_device_first(ctx); device; \
	     device = daxkmem_device_next(device))

/**
 * daxkmem_devices_find - find devices by name, namespace, UUID, region or hardware
 * @word: dax0.0, /dev/dax0.0, namespace0.0, uuid=UUID, region=NAME, serial=NUMBER
 *	or memdev=NAME of a CXL memory device, range=START+SIZE, such as
 *	range=0x140000000+1G
 * @list: see daxkmem_devices()
 *
 * Return: the number of devices; -EINVAL if @word has none of these forms;
 * -ENODEV if no device matches; -ENOTUNIQ if devices of several regions match;
 * or an error of daxkmem_devices().
 */
int daxkmem_devices_find(struct daxkmem_ctx *ctx, const char *word,
			 struct daxkmem_device ***list);

/* True if @word names the device, as for daxkmem_devices_find(). */
bool daxkmem_device_matches(const struct daxkmem_device *device,
			    const char *word);

/* True if @word has one of these forms; the device need not exist. */
bool daxkmem_word_ok(const char *word);

/* Returns a string, owned by the device; NULL if it lacks the property. */
const char *daxkmem_device_text(const struct daxkmem_device *device,
				enum daxkmem_text which);
/* Returns a number; -1 if the device lacks the property. */
long long daxkmem_device_number(const struct daxkmem_device *device,
				enum daxkmem_number which);

/* True for a range of physical addresses, see daxkmem_range_add(). */
bool daxkmem_device_range(const struct daxkmem_device *device);
/* True if bound to dax_kmem, by any name that the driver has on the bus. */
bool daxkmem_device_attached(const struct daxkmem_device *device);
/* True if bound to the kernel's own driver kmem. */
bool daxkmem_device_in_tree(const struct daxkmem_device *device);
/* True if bound to dax_kmem_xen: a pool for the guests of a Xen hypervisor. */
bool daxkmem_device_pool(const struct daxkmem_device *device);

/* A CXL memory device. Texts are "" if sysfs lacks them. */
struct daxkmem_memdev {
	char name[32];		/* mem0 */
	char host[32];		/* its PCI function: 0000:11:00.0 */
	char region[32];	/* the first region that it is part of */
	char firmware_version[32];
	char security[32];	/* disabled, unlocked, locked, frozen, ... */
	unsigned long long serial;
};

/**
 * daxkmem_memdevs - list the CXL memory devices
 * daxkmem_device_memdevs - list those whose memory a dax device is
 * @list: receives an array; free it with free()
 *
 * The memory devices of a dax device are in the order of its interleave.
 *
 * Return: the number of memory devices, 0 without CXL; -ENOMEM.
 */
int daxkmem_memdevs(struct daxkmem_ctx *ctx, struct daxkmem_memdev **list);
int daxkmem_device_memdevs(const struct daxkmem_device *device,
			   struct daxkmem_memdev **list);

/* True if @word is memdev=NAME or serial=NUMBER, and names @memdev. */
bool daxkmem_memdev_matches(const struct daxkmem_memdev *memdev,
			    const char *word);

#define DAXKMEM_NO_TEMPERATURE (-32768)

/* What a CXL memory device reports about itself, see Get Health Info in CXL 3.1. */
struct daxkmem_health {
	/*
	 * What is not normal, such as "hardware replacement needed", "all data lost",
	 * "life used critical" or "temperature warning", and then NULL.
	 */
	const char *conditions[16];
	int life_used;		/* percent; -1 if not reported */
	int temperature;	/* degrees Celsius, or DAXKMEM_NO_TEMPERATURE */
	unsigned int dirty_shutdowns;
	unsigned int volatile_errors;	/* corrected ones */
	unsigned int persistent_errors;	/* corrected ones */
};

/**
 * daxkmem_memdev_health - ask a CXL memory device for its health
 * @memdev: its name, such as mem0
 *
 * Opens the character device /dev/cxl/mem0 below the sysroot, as root.
 *
 * Return: 0; or a negative errno if the health is unknown: -ENOENT or -EACCES if the
 * character device cannot be opened; -ENOTTY if the kernel or the memory device does
 * not have the command; -EIO if the memory device reports an error; -EPROTO if its
 * answer is too short.
 */
int daxkmem_memdev_health(struct daxkmem_ctx *ctx, const char *memdev,
			  struct daxkmem_health *health);

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

/**
 * daxkmem_blocks_used - find out how much of memory blocks is in use
 * @device: the device of the blocks, whose known bad pages do not count; or NULL
 * @blocks: the blocks
 * @nr: number of blocks
 * @one_of: read one of this many pieces of a block, and estimate; 1: all
 * @used: receives the bytes in use of each block, 0 for offline blocks
 *
 * Reads /proc/kpageflags.
 *
 * Return: 0; -ENOENT if the kernel does not show pages; -EACCES without root;
 * or an errno of the read.
 */
int daxkmem_blocks_used(struct daxkmem_ctx *ctx,
			const struct daxkmem_device *device,
			const struct daxkmem_block *blocks, int nr,
			unsigned int one_of, long long *used);

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
 * daxkmem_range_parse - parse a range of physical addresses
 * @text: START+SIZE, such as 0x140000000+1G. START needs the prefix 0x or a suffix:
 *	digits alone would be ambiguous
 * @range: receives the addresses; may be NULL
 *
 * Return: 0 or -EINVAL.
 */
int daxkmem_range_parse(const char *text, struct daxkmem_range *range);

/* Also add addresses that firmware does not describe as memory. */
#define DAXKMEM_RANGE_FORCE 1

/**
 * daxkmem_range_add - make a range of physical addresses a device
 * @range: the addresses
 * @flags: DAXKMEM_RANGE_FORCE or 0
 * @device: receives the device, without memory yet; see daxkmem_attach()
 *
 * Loads the driver. The driver refuses addresses in use by something else.
 *
 * Return: 0; -EPERM without DAXKMEM_RANGE_FORCE if firmware does not describe the
 * addresses as persistent, soft-reserved or reserved; -EBUSY if something else
 * uses them; -E2BIG if the kernel cannot map them; -ENOSPC without a whole memory block;
 * or another negative errno. Sets the error object.
 */
int daxkmem_range_add(struct daxkmem_ctx *ctx, const struct daxkmem_range *range,
		      unsigned int flags, struct daxkmem_device **device);

/**
 * daxkmem_range_remove - remove a device that daxkmem_range_add() made
 *
 * Return: 0; -EBUSY while it has memory; or another negative errno. Sets the error
 * object.
 */
int daxkmem_range_remove(struct daxkmem_device *device);

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

/* Latency in ns, bandwidth in MB/s; -1 if not known. */
struct daxkmem_performance {
	long long read_latency, write_latency;
	long long read_bandwidth, write_bandwidth;
};

/*
 * Return the performance of the memory of a node, as the kernel reports it; and of
 * a device, attached or not: that of its node or its CXL region, as the kernel
 * reports it, or else as firmware does.
 */
struct daxkmem_performance daxkmem_node_performance(struct daxkmem_ctx *ctx,
						    int node);
struct daxkmem_performance
daxkmem_device_performance(const struct daxkmem_device *device);

/*
 * Return what the memory devices of a CXL region report about their own memory, in
 * their CDAT, whether or not it was ever online: without the links to the host, so
 * the region is not faster than that. It has the longest latency of the devices and
 * the sum of their bandwidths. All values are -1 for other devices, and without root.
 */
struct daxkmem_performance
daxkmem_device_cdat(const struct daxkmem_device *device);

/* Returns the size of a memory block in bytes, or a negative errno. */
long long daxkmem_block_size(struct daxkmem_ctx *ctx);

/* Returns the name of dax_kmem on the dax bus; NULL if it is not loaded. */
const char *daxkmem_driver(struct daxkmem_ctx *ctx);

/**
 * daxkmem_lock - lock a device against other processes, and read it again
 * daxkmem_unlock - release the lock, as does the exit of the process
 *
 * Waits while another process holds the lock. Only root can take it. Hold the
 * lock to make several changes at once: the changes below take it, too, and a
 * device may be locked several times. Unlock it before dropping it.
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_lock(struct daxkmem_device *device);
void daxkmem_unlock(struct daxkmem_device *device);

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
 * Return: 0, also if device_dax is already bound; -EBUSY if another driver is
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
 * daxkmem_kept_blocks - list the memory blocks of kept memory
 * @blocks: receives an array, sorted by address; free it with free()
 *
 * Their bad pages are not known.
 *
 * Return: the number of blocks, or a negative errno.
 */
int daxkmem_kept_blocks(struct daxkmem_ctx *ctx, const struct daxkmem_kept *kept,
			struct daxkmem_block **blocks);

/**
 * daxkmem_kept_device - find the device to bind to take over kept memory
 * @device: receives the device; drop it with daxkmem_device_unref()
 *
 * The device may have another name than before. It is found by its addresses.
 *
 * Return: 0; -ENODEV if no unattached device has exactly these ranges; -EACCES
 * without root; or an error of daxkmem_devices().
 */
int daxkmem_kept_device(struct daxkmem_ctx *ctx,
			const struct daxkmem_kept *kept,
			struct daxkmem_device **device);

/* How the value of a setting is written. */
enum daxkmem_setting_kind {
	DAXKMEM_SETTING_WORD,	/* one of a list */
	DAXKMEM_SETTING_NUMBER,
	DAXKMEM_SETTING_SIZE,	/* 2G or the like, or one of a list of words */
	DAXKMEM_SETTING_SWITCH,	/* yes or no */
	DAXKMEM_SETTING_POOLS,	/* of huge pages: 2M:100,1G:2 */
};

/* A setting of devices. Later versions may add members at the end. */
struct daxkmem_setting {
	const char *name;	/* policy, kernel-size, ... */
	const char *arg;	/* placeholder of the value in help texts */
	const char *help;	/* one line */
	const char *manual;	/* for man pages, in scdoc's format */
	const char *attribute;	/* below dax_kmem/; NULL if there is none */
	enum daxkmem_setting_kind kind;
	const char *const *words;	/* valid words, up to NULL; or NULL */
	long long least, most;		/* of a number; inclusive. A WORD with most > 0 can be a number */
	bool unplugged_only;	/* driver refuses it while memory is plugged */
};

/* Returns a setting by its number, from 0, or by its name; NULL if there is none. */
const struct daxkmem_setting *daxkmem_setting_at(int number);
const struct daxkmem_setting *daxkmem_setting_find(const char *name);

#define daxkmem_setting_foreach(number, setting) \
	for (number = 0; (setting = daxkmem_setting_at(number)); number++)

/* Values of settings, see SETTINGS in daxkmem(8). */
struct daxkmem_settings;

/* Returns empty settings; NULL if out of memory. */
struct daxkmem_settings *daxkmem_settings_new(void);
void daxkmem_settings_free(struct daxkmem_settings *settings);

/**
 * daxkmem_settings_set - set the value of a setting
 * @value: NULL clears the setting
 *
 * Return: 0; -ENOENT if there is no such setting; -EINVAL if the value is
 * invalid.
 */
int daxkmem_settings_set(struct daxkmem_settings *settings, const char *name,
			 const char *value);

/*
 * Returns the value of a setting as daxkmem_device_setting() does; NULL if it is
 * not set. It is valid until the setting is set again.
 */
const char *daxkmem_settings_get(const struct daxkmem_settings *settings,
				 const char *name);

/**
 * daxkmem_device_setting - read a setting of an attached device
 * @value: receives the value in bytes, 0 or 1, or a word; @len bytes
 *
 * Return: 0; -ENOENT if the device lacks it; or another negative errno.
 */
int daxkmem_device_setting(const struct daxkmem_device *device,
			   const char *name, char *value, size_t len);

/*
 * The changes. Each takes the lock of the device, and waits for it. Each
 * refreshes the device. A change is done, or undone and explained by
 * daxkmem_error(). Without root they fail with -EACCES or -EPERM.
 */

enum daxkmem_attach_flags {
	DAXKMEM_ATTACH_FORCE = 1,	/* open devices and signatures, too */
	DAXKMEM_ATTACH_OVERWRITE = 2,	/* signatures, too */
};

/**
 * daxkmem_attach - make a device memory of its node
 * @settings: settings that differ from the driver's defaults; may be NULL
 * @flags: enum daxkmem_attach_flags
 *
 * Loads dax_kmem if necessary. Refuses a device that a process has open, or
 * that has a signature of a file system or the like. Passes the known bad pages
 * to the driver before any memory is added, including the poison that CXL devices
 * list; a list that cannot be read is logged as a warning.
 *
 * Return: 0; 1 if the device was already attached with these settings; or a
 * negative errno with the error set.
 */
int daxkmem_attach(struct daxkmem_device *device,
		   const struct daxkmem_settings *settings, unsigned int flags);

enum daxkmem_apply_flags {
	DAXKMEM_APPLY_DRY_RUN = 1,	/* changes nothing, and takes no lock */
	DAXKMEM_APPLY_OVERWRITE = 2,	/* signatures, when it attaches */
};

/*
 * Receives a change made by daxkmem_apply(), or to be made in a dry run: "attached",
 * "state" or a setting, with its value as in daxkmem_settings_get(); or with
 * @failed the change that failed: one of these, "attach" or "bad pages". @value is
 * NULL if there is none.
 */
typedef void daxkmem_change_fn(const char *name, const char *value, bool failed,
			       void *arg);

/**
 * daxkmem_apply - attach a device, or change the settings of an attached one
 * @settings: the settings of the device; others stay unchanged, except the size,
 *	which becomes the whole device, and blocks that the policy onlines
 * @flags: enum daxkmem_apply_flags
 * @change: called for each change; may be NULL
 * @arg: passed to @change
 *
 * Keeps the changes made before one that fails, so that it can be called again.
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_apply(struct daxkmem_device *device,
		  const struct daxkmem_settings *settings, unsigned int flags,
		  daxkmem_change_fn *change, void *arg);

/**
 * daxkmem_pool_check - find out whether a device can be a pool of a Xen host
 *
 * The driver checks more when the device is attached. On Xen 4.18 and newer, runs
 * daxkmem-xen-hotadd, which checks that the hypervisor can be patched.
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_pool_check(const struct daxkmem_device *device);

/* Flags of daxkmem_pool_attach(). */
#define DAXKMEM_POOL_SCRUB 1	/* overwrite the memory with zeros before */

/**
 * daxkmem_pool_attach - donate a device to the Xen hypervisor until it reboots
 * @pxm: the proximity domain of the memory; -1: the one that firmware names
 * @flags: DAXKMEM_POOL_*, or 0
 *
 * Loads dax_kmem_xen if necessary, and passes it the known bad pages. On Xen 4.18
 * and newer, runs daxkmem-xen-hotadd, which applies a live patch meanwhile.
 *
 * Return: 0; 1 if the hypervisor already had it; or a negative errno with the
 * error set.
 */
int daxkmem_pool_attach(struct daxkmem_device *device, long long pxm,
			unsigned int flags);

/* A preview of daxkmem_attach(). */
struct daxkmem_plan;

enum daxkmem_plan_text {
	DAXKMEM_PLAN_POLICY,
	DAXKMEM_PLAN_ZONES,	/* of the memory, as text */
	DAXKMEM_PLAN_MEMMAP_ON,	/* where its memmap is: text */
	DAXKMEM_PLAN_LATENCY_RATIO, /* to DRAM: "2.5" */
	DAXKMEM_PLAN_HUGEPAGES,
};

/* Sizes in bytes. */
enum daxkmem_plan_number {
	DAXKMEM_PLAN_NODE,
	DAXKMEM_PLAN_BLOCKS,	/* number of memory blocks */
	DAXKMEM_PLAN_MEMORY,
	DAXKMEM_PLAN_LOST,	/* to block alignment */
	DAXKMEM_PLAN_WITHHELD,	/* for bad pages */
	DAXKMEM_PLAN_MEMMAP_SIZE,
	DAXKMEM_PLAN_READ_LATENCY,	/* ns, by firmware */
	DAXKMEM_PLAN_READ_BANDWIDTH,	/* MB/s, by firmware */
};

/**
 * daxkmem_plan_new - preview daxkmem_attach() without changing anything
 * @settings: as for daxkmem_attach()
 * @plan: receives the plan; free it with daxkmem_plan_free()
 *
 * Return: 0; 1 if daxkmem_attach() would fail; -ENOMEM.
 */
int daxkmem_plan_new(struct daxkmem_device *device,
		     const struct daxkmem_settings *settings,
		     struct daxkmem_plan **plan);
void daxkmem_plan_free(struct daxkmem_plan *plan);

/* Return NULL, or -1, for an unknown value. */
const char *daxkmem_plan_text(const struct daxkmem_plan *plan,
			      enum daxkmem_plan_text which);
long long daxkmem_plan_number(const struct daxkmem_plan *plan,
			      enum daxkmem_plan_number which);

/**
 * daxkmem_plan_conflict - return a conflict, by number from 0
 * @fatal: receives true if daxkmem_attach() would fail because of it
 *
 * Return: the conflict as text; NULL at the end.
 */
const char *daxkmem_plan_conflict(const struct daxkmem_plan *plan, int number,
				  bool *fatal);

enum daxkmem_detach_flags {
	DAXKMEM_DETACH_FORCE = 1,	/* even if other nodes have no room */
	DAXKMEM_DETACH_SCRUB = 2,	/* overwrite the memory with zeros */
	DAXKMEM_DETACH_KMEM = 4,	/* bind it to kmem, not to device_dax */
};

/**
 * daxkmem_detach - unplug a device and return it to device_dax
 * @flags: enum daxkmem_detach_flags
 *
 * Saves its bad pages, so that the next attach excludes them. The in-tree
 * kmem driver uses bad pages, so a device that has any is not returned to it.
 *
 * Return: 0; 1 if it was already detached; or a negative errno with the error
 * set.
 */
int daxkmem_detach(struct daxkmem_device *device, unsigned int flags);

/**
 * daxkmem_resize - plug or unplug memory blocks of an attached device
 * daxkmem_resize_by - the same, relative to the plugged size
 * @size, @difference: bytes, whole memory blocks
 *
 * May be completed in part, with an error of the kind DAXKMEM_PARTLY.
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_resize(struct daxkmem_device *device, long long size);
int daxkmem_resize_by(struct daxkmem_device *device, long long difference);

/**
 * daxkmem_set - change settings of an attached device, all or none of them
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_set(struct daxkmem_device *device,
		const struct daxkmem_settings *settings);

/**
 * daxkmem_set_state - write the state of an attached device
 * @state: unplugged, online, online_kernel or online_movable
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_set_state(struct daxkmem_device *device, const char *state);

/**
 * daxkmem_scrub - overwrite a device that is not memory with zeros
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_scrub(struct daxkmem_device *device);

/* Lists of bad pages. */
enum daxkmem_bad_known {
	DAXKMEM_BAD_BY_DRIVER = 1,
	DAXKMEM_BAD_BY_LEDGER = 2,	/* the list that is saved across reboots */
	DAXKMEM_BAD_BY_REGION = 4,	/* badblocks */
};

/*
 * Bad pages that are on the same lists. Sources are user, kernel, badblocks,
 * machine-check, cxl-poison, cxl-media, cxl-dram, corrected-errors and rasdaemon;
 * later versions can add some.
 */
struct daxkmem_bad_range {
	struct daxkmem_range at;
	unsigned int known_by;		/* enum daxkmem_bad_known */
	char source[24];		/* that reported it first; "" if unknown */
	long long time;			/* of that, since 1970; 0 if unknown */
};

/**
 * daxkmem_bad_list - list the bad pages of a device from all sources
 * @list: receives an array, sorted by address; free it with free()
 *
 * The ledger may have pages outside the device.
 *
 * Return: the number of ranges; or a negative errno with the error set.
 */
int daxkmem_bad_list(const struct daxkmem_device *device,
		     struct daxkmem_bad_range **list);

/**
 * daxkmem_bad_add - save bad pages of a device, and pass them to its driver
 * daxkmem_bad_forget - remove pages from the lists of known bad pages
 * @ranges: physical addresses inside the device; they are rounded out to pages
 * @nr: number of ranges; 0, for daxkmem_bad_forget() only: all of the device
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_bad_add(struct daxkmem_device *device,
		    const struct daxkmem_range *ranges, int nr);
int daxkmem_bad_forget(struct daxkmem_device *device,
		       const struct daxkmem_range *ranges, int nr);

/**
 * daxkmem_bad_report - like daxkmem_bad_add(), and note the source
 * @source: the source as in struct daxkmem_bad_range; daxkmem_bad_add() notes user
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_bad_report(struct daxkmem_device *device, const char *source,
		       const struct daxkmem_range *ranges, int nr);

/**
 * daxkmem_bad_save - save the bad pages that the driver of a device knows
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_bad_save(struct daxkmem_device *device);

/**
 * daxkmem_bad_export - list the bad pages of a device as text
 * @text: receives one range a line, in bytes from the start of the device; free
 *	it with free()
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_bad_export(const struct daxkmem_device *device, char **text);

/**
 * daxkmem_bad_import - add bad pages that a text lists
 * @file: the name of the text, for the error
 * @text: as daxkmem_bad_export() makes it
 * @sectors: the text is as a region's badblocks instead: sector, count
 *
 * Return: 0; or a negative errno with the error set.
 */
int daxkmem_bad_import(struct daxkmem_device *device, const char *file,
		       const char *text, bool sectors);

/* Where daxkmem_bad_import_from() finds bad pages. */
enum daxkmem_bad_from {
	DAXKMEM_BAD_FROM_CXL,		/* the poison lists of CXL devices */
	DAXKMEM_BAD_FROM_BADBLOCKS,	/* libnvdimm's list of the region */
	DAXKMEM_BAD_FROM_RASDAEMON,	/* the records of rasdaemon */
};

/**
 * daxkmem_bad_import_from - add bad pages that the system knows
 * @threshold: the number of corrected errors of a page, for rasdaemon's records,
 *	from which on the page is bad; 0: they do not make a page bad
 *
 * daxkmem_attach() and daxkmem_apply() read the poison lists themselves before
 * they add memory, and warn if a list cannot be read.
 *
 * Return: 0; or a negative errno with the error set. If some of the lists cannot
 * be read, the pages of the others are added, and the error is DAXKMEM_PARTLY.
 */
int daxkmem_bad_import_from(struct daxkmem_device *device,
			    enum daxkmem_bad_from from, unsigned int threshold);

struct daxkmem_faults;

/**
 * daxkmem_faults_new - listen to memory errors of a device
 * @threshold: the number of corrected errors from which on a page is bad; 0: none
 *	makes it bad
 * @faults: receives the listener; free it with daxkmem_faults_free()
 *
 * Creates a trace instance with the kernel's events of CXL devices, of drivers for
 * memory controllers, and of pages that the kernel takes out of use. If the
 * process is killed, the next one that calls this function removes the instance.
 *
 * Return: 0; -ENOENT if tracefs is not mounted; -ENODEV if the kernel has none of
 * the events; -EACCES if the caller is not root; or another negative errno.
 */
int daxkmem_faults_new(const struct daxkmem_device *device, unsigned int threshold,
		       struct daxkmem_faults **faults);
void daxkmem_faults_free(struct daxkmem_faults *faults);

/* Return: a descriptor to poll() for POLLIN; it belongs to @faults. */
int daxkmem_faults_fd(const struct daxkmem_faults *faults);

/**
 * daxkmem_faults_read - read the bad pages that were reported
 * @list: receives an array with source and time of each range; free it with free()
 *
 * Does not wait. Nothing is added to a list of bad pages: see daxkmem_bad_report().
 *
 * Return: the number of ranges, 0 if there are no more; -ENOBUFS if reports were
 * lost, so that the poison lists should be read.
 */
int daxkmem_faults_read(struct daxkmem_faults *faults,
			struct daxkmem_bad_range **list);

/* Whether offlining moves pages elsewhere. */
enum daxkmem_moves {
	DAXKMEM_ASIDE,		/* irrelevant to offlining: free, or bad */
	DAXKMEM_MOVES,
	DAXKMEM_PERHAPS,
	DAXKMEM_STAYS,
};

/* Memory of a block, in bytes. */
struct daxkmem_why_block {
	unsigned long id;	/* memoryN */
	bool online;
	char zone[16];		/* "" if in no zone or in several zones */
	enum daxkmem_moves goes; /* of the block as a whole; not if it is offline */
	long long used, moves, perhaps, stays;
};

/* Pages of one kind in all online blocks, as far as they move equally. */
struct daxkmem_why_kind {
	const char *name;	/* slab, hugetlb, ...; a constant */
	enum daxkmem_moves moves;
	long long bytes;
	char advice[256];	/* "" if there is none */
};

struct daxkmem_why_cgroup {
	unsigned long long inode;	/* 0: pages without a cgroup */
	const char *path;		/* belongs to @why; NULL if not found */
	long long bytes;
};

struct daxkmem_why_process {
	pid_t pid;
	char command[32];
	long long bytes;	/* mapped in the blocks */
	long long pinned;	/* in any memory; -1 if not known */
};

struct daxkmem_why;

/**
 * daxkmem_why_device - find what prevents a device's memory from going offline
 * @device: a device that is memory, of this driver or the kernel's own
 * @most: number of processes to look at, those with most memory on the node; 0: all
 * @why: receives the findings; free them with daxkmem_why_free()
 *
 * Reads /proc/kpageflags for each page, and the memory maps of processes.
 *
 * Return: 0; -ENODATA if the device is not memory; -ENOENT if the kernel does not
 * show pages; -EACCES without root; -ENOMEM.
 */
int daxkmem_why_device(const struct daxkmem_device *device, int most,
		       struct daxkmem_why **why);

/**
 * daxkmem_why_block - the same, for one memory block
 * @block: the N of memoryN
 *
 * Return: as daxkmem_why_device(); -ENODEV if there is no such block.
 */
int daxkmem_why_block(struct daxkmem_ctx *ctx, unsigned long block, int most,
		      struct daxkmem_why **why);
void daxkmem_why_free(struct daxkmem_why *why);

/* Numbers about the findings. */
enum daxkmem_why_number {
	DAXKMEM_WHY_NODE,	/* -1 if not known; then no process was looked for */
	DAXKMEM_WHY_ROOM,	/* bytes that are free on other nodes */
	DAXKMEM_WHY_HIDDEN,	/* processes that could not be looked at */
	DAXKMEM_WHY_SKIPPED,	/* processes beyond @most */
	DAXKMEM_WHY_CGROUPS,	/* 1 if the kernel tells whose cgroup a page is */
	DAXKMEM_WHY_COMPLETE,	/* 0 if there was no memory for all cgroups */
};

long long daxkmem_why_number(const struct daxkmem_why *why,
			     enum daxkmem_why_number which);

/*
 * The findings, in arrays that the caller frees with free(). Blocks come by address,
 * kinds with those that do not move first, cgroups and processes with those that
 * have most first.
 * Return: the number of elements; -ENOMEM.
 */
int daxkmem_why_blocks(const struct daxkmem_why *why,
		       struct daxkmem_why_block **blocks);
int daxkmem_why_kinds(const struct daxkmem_why *why,
		      struct daxkmem_why_kind **kinds);
int daxkmem_why_cgroups(const struct daxkmem_why *why,
			struct daxkmem_why_cgroup **cgroups);
int daxkmem_why_processes(const struct daxkmem_why *why,
			  struct daxkmem_why_process **processes);

/* Return: the name of a kind of pages, by number from 0; NULL at the end. */
const char *daxkmem_why_kind_name(int kind);

/**
 * daxkmem_why_block_kind - return the bytes in pages of a kind in a block
 * @block: place in the array of daxkmem_why_blocks()
 * @kind: number of the kind
 * @moves: receives whether they move in this block's zone; may be NULL
 *
 * Return: bytes; -EINVAL if there is no such block or kind.
 */
long long daxkmem_why_block_kind(const struct daxkmem_why *why, int block,
				 int kind, enum daxkmem_moves *moves);

/**
 * daxkmem_why_hugepages - explain huge pages that stay although they could move
 * @text: receives the reason and the next step; @len bytes
 *
 * Return: 0; -ENOENT if no reason is known.
 */
int daxkmem_why_hugepages(const struct daxkmem_why *why, char *text, size_t len);

/*
 * Return: the block on which the change failed, with its contents; NULL if no
 * block was examined. It belongs to @error.
 */
const struct daxkmem_why *daxkmem_error_why(const struct daxkmem_error *error);

struct daxkmem_events;
struct daxkmem_event;

/* Sources of events for daxkmem_events_new(). */
enum daxkmem_events_of {
	DAXKMEM_EVENTS_DEVICES = 1,	/* dax devices and their drivers */
	DAXKMEM_EVENTS_BLOCKS = 2,	/* memory blocks */
	DAXKMEM_EVENTS_MODULE = 4,	/* dax_kmem being loaded and unloaded */
	DAXKMEM_EVENTS_ALL = 7,
};

/**
 * daxkmem_events_new - listen to the kernel's events
 * @which: enum daxkmem_events_of, or several of them
 * @events: receives the listener; free it with daxkmem_events_free()
 *
 * Needs neither root nor udevd. Events are queued from this call on.
 *
 * Return: 0; -EINVAL for an invalid @which; -EOPNOTSUPP if the context has a
 * sysroot; -ENOMEM; or an errno of the socket.
 */
int daxkmem_events_new(struct daxkmem_ctx *ctx, unsigned int which,
		       struct daxkmem_events **events);
void daxkmem_events_free(struct daxkmem_events *events);

/* Return: a descriptor to poll() for POLLIN; it belongs to @events. */
int daxkmem_events_fd(const struct daxkmem_events *events);

/*
 * Receives an event, which is valid until the function returns. Returns false to
 * leave further events for another call.
 */
typedef bool daxkmem_event_fn(const struct daxkmem_event *event, void *arg);

/**
 * daxkmem_events_dispatch - pass on the events that have arrived
 * @event: called for each of them, in order
 * @arg: passed to @event
 *
 * Does not wait.
 *
 * Return: the number of events; -ENOBUFS if some were lost because they came
 * faster than they were read: call it again for those that follow.
 */
int daxkmem_events_dispatch(struct daxkmem_events *events,
			    daxkmem_event_fn *event, void *arg);

/* Return: the name of the device; NULL if the event belongs to none. */
const char *daxkmem_event_device(const struct daxkmem_event *event);

/*
 * Return: the kind of event, which determines its values:
 *	state		state
 *	size		plugged_size, in bytes
 *	bad_pages	range: 0xSTART-0xEND, including the last byte
 *	failure		step, end, block, kept: as in dax_kmem/failure
 *	online, offline, add, remove	of a block: block, zone
 *	add, remove, bind, unbind	of a device: driver
 *	change		what: a change that this library does not know
 *	load, unload	module
 */
const char *daxkmem_event_name(const struct daxkmem_event *event);
const char *daxkmem_event_value(const struct daxkmem_event *event,
				const char *key);

#ifdef __cplusplus
}
#endif

#endif /* LIBDAXKMEM_H */
