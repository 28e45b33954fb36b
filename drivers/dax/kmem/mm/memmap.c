// SPDX-License-Identifier: GPL-2.0-only
/*
 * Placement of the memmap (a struct page per page, 1.6 % of the memory): at the
 * start of each block itself if a boot parameter allows it
 * (MHP_MEMMAP_ON_MEMORY), or in memory that exists already.
 */
#include <linux/kernfs.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "compat/compat.h"
#include "mm.h"

static struct kernfs_node *find_param(struct kobject *kobj, const char *name)
{
	struct kernfs_node *dir, *param = NULL;

	dir = kernfs_find_and_get_ns(kobj->sd, "parameters", NULL);
	if (dir)
		param = kernfs_find_and_get_ns(dir, name, NULL);
	kernfs_put(dir);
	return param;
}

/* Read a module parameter through its show method, as a program does. */
static bool param_is_no(struct kobject *kobj, struct kernfs_node *param)
{
	struct module_attribute *attr =
		container_of(param->priv, struct module_attribute, attr);
	struct module_kobject *mk =
		container_of(kobj, struct module_kobject, kobj);
	char *page = (char *)__get_free_page(GFP_KERNEL);
	bool no = true;

	if (page && attr->show && attr->show(attr, mk, page) > 0)
		no = page[0] == 'N';
	free_page((unsigned long)page);
	return no;
}

static bool booted_with(void)
{
	struct kobject *kobj = kset_find_obj(THIS_MODULE->mkobj.kobj.kset,
					     "memory_hotplug");
	struct kernfs_node *param;
	bool yes = false;

	if (!kobj)
		return false;
	param = find_param(kobj, "memmap_on_memory");
	if (param) {
		yes = !param_is_no(kobj, param);
		kernfs_put(param);
	}
	kobject_put(kobj);
	return yes;
}

/* Return the reason why the memmap cannot be in the block itself, or NULL. */
const char *dax_kmem_memmap_obstacle(void)
{
	if (!booted_with())
		return "boot with memory_hotplug.memmap_on_memory=1 to have it on";
	if (!dk_supports_memmap_on_memory())
		return "memory blocks of this kernel have no room for it";
	return NULL;
}

/**
 * dax_kmem_memmap_choose - choose the placement of the memmap until unplugged
 * @dk: the claim; caller holds dk->lock
 *
 * Return: 0; -EOPNOTSUPP, after a line in the log, if the setting is "on" and
 * the memmap cannot be in the block itself.
 */
int dax_kmem_memmap_choose(struct dax_kmem *dk)
{
	const char *obstacle = dax_kmem_memmap_obstacle();

	if (dk->memmap == DK_MEMMAP_ON && obstacle) {
		dk_err(dk, "memmap_on_memory is on, but this kernel cannot do it: %s\n",
		       obstacle);
		return -EOPNOTSUPP;
	}
	dk->memmap_here = dk->memmap != DK_MEMMAP_OFF && !obstacle;
	return 0;
}

/* Size of the memmap of one block in bytes. */
u64 dax_kmem_memmap_bytes(const struct dax_kmem *dk)
{
	return PHYS_PFN(dk->block_size) * sizeof(struct page);
}

/*
 * A memmap on a bad page would crash the kernel, so place the memmap of such a
 * block elsewhere. The kernel rounds the size of a memmap up to pageblocks.
 */
bool dax_kmem_memmap_in_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span part, s = dax_kmem_block_span(dk, i);

	s.end = s.start + roundup(dax_kmem_memmap_bytes(dk),
				  (u64)pageblock_nr_pages << PAGE_SHIFT);
	return dk->memmap_here && !dax_kmem_bad_first(s, &part);
}
