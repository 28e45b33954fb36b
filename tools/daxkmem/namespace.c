// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Namespaces of persistent memory, by libndctl: one in another mode becomes a
 * devdax namespace, which has a dax device.
 */
#include <errno.h>
#include <fcntl.h>
#include <ndctl/libndctl.h>
#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>
#include "namespace.h"
#include "signature.h"

/* Where a namespace says what it is used as (the kernel's struct nd_pfn_sb). */
#define INFO_BLOCK_OFFSET 4096
#define INFO_BLOCK_SIZE 4096

static int fails(const char *name, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, name, "make it devdax", cause, next);
}

static bool is_it(const char *name, const char *word)
{
	char uuid[WORD_LEN];

	if (strncmp(name, "namespace", 9))
		return false;
	if (strncmp(word, "uuid=", 5))
		return !strcmp(name, word);
	return root_read(ctx, uuid, sizeof(uuid), ND_DEVICES "/%s/uuid",
			 name) > 0 && !strcasecmp(uuid, word + 5);
}

/**
 * namespace_without_dax - does a word name a namespace in another mode?
 * @word: namespace0.0 or uuid=UUID
 * @name: gets its name; WORD_LEN bytes
 * @mode: gets what it is now: raw, memory, safe
 */
bool namespace_without_dax(const char *word, char *name, const char **mode)
{
	char text[WORD_LEN], **names;
	bool found = false;
	int i, nr = root_list(ctx, &names, ND_DEVICES);

	for (i = 0; i < nr && !found; i++) {
		found = strlen(names[i]) < WORD_LEN && is_it(names[i], word);
		if (found)
			strcpy(name, names[i]);
	}
	if (nr >= 0)
		root_list_free(names, nr);
	if (!found || root_read(ctx, text, sizeof(text), ND_DEVICES "/%s/mode",
				name) <= 0 || !strcmp(text, "dax"))
		return false;
	/* what ndctl calls it */
	*mode = say("%s", !strcmp(text, "memory") ? "fsdax" :
			  !strcmp(text, "safe") ? "sector" : text);
	return true;
}

static struct ndctl_namespace *in_region(struct ndctl_region *region,
					 const char *name)
{
	struct ndctl_namespace *ns;

	ndctl_namespace_foreach(region, ns)
		if (!strcmp(ndctl_namespace_get_devname(ns), name))
			return ns;
	return NULL;
}

static struct ndctl_namespace *find(struct ndctl_ctx *nd, const char *name)
{
	struct ndctl_namespace *ns;
	struct ndctl_region *region;
	struct ndctl_bus *bus;

	ndctl_bus_foreach(nd, bus)
		ndctl_region_foreach(bus, region) {
			ns = in_region(region, name);
			if (ns)
				return ns;
		}
	return NULL;
}

/* The block device of what the namespace is used as now; NULL if it has none. */
static const char *block_device(struct ndctl_namespace *ns)
{
	struct ndctl_pfn *pfn = ndctl_namespace_get_pfn(ns);
	struct ndctl_btt *btt = ndctl_namespace_get_btt(ns);
	const char *name;

	name = pfn ? ndctl_pfn_get_block_device(pfn) :
	       btt ? ndctl_btt_get_block_device(btt) :
		     ndctl_namespace_get_block_device(ns);
	return name && *name ? say("/dev/%s", name) : NULL;
}

/* Nobody has it, and it holds nothing. Returns 0, or an exit code. */
static int check_free(struct ndctl_namespace *ns, const char *name, bool force)
{
	const char *what, *path = block_device(ns);
	int fd, rc;

	if (!path)
		return 0;
	fd = open(path, O_RDONLY | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return fails(name, errno, say("%s: %s", path, strerror(errno)),
			     errno == EBUSY ? "umount it, or stop what uses it" :
					      next_step(errno, NULL));
	close(fd);
	if (force)
		return 0;
	rc = signature_of_block(path, &what);
	if (rc < 0)
		return fails(name, -rc, say("%s cannot be read", path),
			     "look at it; --force goes on without");
	if (rc)
		return fails(name, EEXIST, say("%s holds %s", path, what),
			     "what it holds would be lost; --force does it");
	return 0;
}

/*
 * In raw mode, its block device reaches the block that says what it was; the
 * kernel would believe that block. Writes @new there, and gets what it was.
 */
static int swap_info_block(struct ndctl_namespace *ns, const char *new,
			   char *was)
{
	const char *path = block_device(ns);
	int fd, rc = 0;

	if (!path)
		return -ENXIO;
	fd = open(path, O_RDWR | O_EXCL | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (pread(fd, was, INFO_BLOCK_SIZE, INFO_BLOCK_OFFSET) !=
	    INFO_BLOCK_SIZE ||
	    pwrite(fd, new, INFO_BLOCK_SIZE, INFO_BLOCK_OFFSET) !=
	    INFO_BLOCK_SIZE || fsync(fd))
		rc = -EIO;
	close(fd);
	return rc;
}

/* With it goes what libndctl knows of the use of the namespace. */
static int disable(struct ndctl_namespace *ns)
{
	int rc = ndctl_namespace_disable_safe(ns);

	return rc < 0 ? rc : rc ? -EBUSY : 0;
}

/* libndctl returns the mode. */
static int set_raw(struct ndctl_namespace *ns, int raw)
{
	int rc = ndctl_namespace_set_raw_mode(ns, raw);

	return rc < 0 ? rc : 0;
}

/*
 * From whatever it is to a namespace that is nothing in particular, with zeros as
 * @new; or back.
 */
static int replace_info(struct ndctl_namespace *ns, const char *new, char *was)
{
	int back, rc = disable(ns);

	if (!rc)
		rc = set_raw(ns, 1);
	if (!rc)
		rc = ndctl_namespace_enable(ns) < 0 ? -ENXIO : 0;
	if (!rc)
		rc = swap_info_block(ns, new, was);
	back = disable(ns) ?: set_raw(ns, 0);
	return rc ?: back;
}

static int make_dax(struct ndctl_namespace *ns)
{
	struct ndctl_region *region = ndctl_namespace_get_region(ns);
	struct ndctl_dax *dax = ndctl_region_get_dax_seed(region);
	uuid_t uuid;
	int rc;

	if (!dax)
		return -ENXIO;
	uuid_generate(uuid);
	ndctl_namespace_set_enforce_mode(ns, NDCTL_NS_MODE_DAX);
	rc = ndctl_dax_set_uuid(dax, uuid);
	/* page structs for the memory are made when it is attached */
	if (!rc)
		rc = ndctl_dax_set_location(dax, NDCTL_PFN_LOC_RAM);
	if (!rc && ndctl_dax_has_align(dax))
		rc = ndctl_dax_set_align(dax, 2 << 20);
	if (!rc)
		rc = ndctl_dax_set_namespace(dax, ns);
	if (!rc)
		rc = ndctl_dax_enable(dax) < 0 ? -ENXIO : 0;
	if (rc)
		ndctl_dax_set_namespace(dax, NULL);
	return rc;
}

static int convert(struct ndctl_namespace *ns, const char *name, bool force)
{
	static const char zeros[INFO_BLOCK_SIZE];
	char was[INFO_BLOCK_SIZE], unused[INFO_BLOCK_SIZE];
	int rc = check_free(ns, name, force);

	if (rc)
		return rc;
	rc = replace_info(ns, zeros, was);
	if (!rc) {
		rc = make_dax(ns);
		if (!rc)
			return 0;
		replace_info(ns, was, unused);
	}
	/* The kernel makes of it what it still is. */
	ndctl_namespace_enable(ns);
	return fails(name, -rc, NULL,
		     say("ndctl create-namespace -f -m devdax -M mem -e %s; dmesg may say more",
			 name));
}

/**
 * namespace_make_devdax - what a namespace holds is lost, and it gets a device
 * @name: namespace0.0, in another mode
 * @force: even if it holds a file system or the like
 *
 * Refuses one that is in use. Returns 0, or an exit code after a complaint.
 */
int namespace_make_devdax(const char *name, bool force)
{
	struct ndctl_namespace *ns;
	struct ndctl_ctx *nd;
	int rc;

	if (*opt.sysroot)
		return fails(name, 0, "this is not the running system",
			     "leave --sysroot out");
	rc = ndctl_new(&nd);
	if (rc)
		return fails(name, -rc, "libndctl does not begin", NULL);
	ns = find(nd, name);
	rc = ns ? convert(ns, name, force) :
		  fails(name, ENODEV, NULL, "ndctl list");
	ndctl_unref(nd);
	return rc;
}
