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
#include "ops/namespace.h"
#include "ops/signature.h"

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

static bool has_device(const char *word)
{
	struct daxkmem_device **v;
	int nr = daxkmem_devices_find(ctx, word, &v);

	if (nr >= 0)
		daxkmem_devices_free(v, nr);
	return nr > 0;
}

/**
 * namespace_without_dax - does a word name a namespace in another mode?
 * @word: namespace0.0 or uuid=UUID
 * @name: gets its name; WORD_LEN bytes
 * @mode: gets what it is now: raw, fsdax, sector; "dax" where that was begun and
 *	not done
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
	if (!found || has_device(word) ||
	    root_read(ctx, text, sizeof(text), ND_DEVICES "/%s/mode", name) <= 0)
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

static bool is_enabled(struct ndctl_namespace *ns)
{
	struct ndctl_pfn *pfn = ndctl_namespace_get_pfn(ns);
	struct ndctl_btt *btt = ndctl_namespace_get_btt(ns);

	return pfn ? ndctl_pfn_is_enabled(pfn) :
	       btt ? ndctl_btt_is_enabled(btt) : ndctl_namespace_is_enabled(ns);
}

static bool is_devdax(struct ndctl_namespace *ns)
{
	struct ndctl_dax *dax = ndctl_namespace_get_dax(ns);

	return dax && ndctl_dax_is_enabled(dax);
}

/* With it goes what libndctl knows of the use of the namespace. */
static int disable(struct ndctl_namespace *ns)
{
	int rc = ndctl_namespace_disable_safe(ns);

	return rc < 0 ? rc : rc ? -EBUSY : 0;
}

/*
 * One that is disabled, or that was being made devdax when that was killed, becomes
 * what it still is: only then can be seen what it holds.
 */
static int settle(struct ndctl_namespace *ns)
{
	struct ndctl_dax *dax = ndctl_namespace_get_dax(ns);
	int rc;

	if (is_enabled(ns) || is_devdax(ns))
		return 0;
	if (dax)
		ndctl_dax_set_namespace(dax, NULL);
	rc = disable(ns);
	return rc ?: ndctl_namespace_enable(ns) < 0 ? -ENXIO : 0;
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
 * The kernel writes the block that says what a namespace is used as, in one piece and
 * as the last step (nd_pfn_init() in drivers/nvdimm/pfn_devs.c): it takes a block of
 * another kind for none. So until then the namespace is what it was.
 */
static int make_dax(struct ndctl_namespace *ns)
{
	struct ndctl_region *region = ndctl_namespace_get_region(ns);
	struct ndctl_dax *dax = ndctl_region_get_dax_seed(region);
	uuid_t uuid;
	int rc;

	if (!dax)
		return -ENXIO;
	uuid_generate(uuid);
	/* While the label allows each use, what is written on it decides. */
	ndctl_namespace_set_enforce_mode(ns, NDCTL_NS_MODE_RAW);
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
	enum ndctl_namespace_mode was;
	int rc = settle(ns);

	if (rc)
		return fails(name, -rc, "it cannot be enabled",
			     say("ndctl enable-namespace %s; dmesg may say more", name));
	if (is_devdax(ns))
		return 0;
	rc = check_free(ns, name, force);
	if (rc)
		return rc;
	was = ndctl_namespace_get_enforce_mode(ns);
	rc = disable(ns) ?: make_dax(ns);
	if (!rc)
		return 0;
	/* The kernel makes of it what it still is. */
	ndctl_namespace_set_enforce_mode(ns, was);
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
