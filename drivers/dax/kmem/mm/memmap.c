// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the memory map (struct page of each page, 1.6 % of the memory) of
 * what is added comes from: from the start of each block itself, if the
 * kernel was told at boot that it may (MHP_MEMMAP_ON_MEMORY), or from memory
 * that is there already.
 */
#include <linux/kernfs.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "bad/bad.h"
#include "block.h"
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

/* Reads a parameter's file through its method, as a program would. */
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

/* Why the memory map cannot be in the block itself; NULL if it can. */
const char *dax_kmem_memmap_obstacle(void)
{
	if (!booted_with())
		return "boot with memory_hotplug.memmap_on_memory=1 to have it on";
	if (!dk_supports_memmap_on_memory())
		return "memory blocks of this kernel have no room for it";
	return NULL;
}

/**
 * dax_kmem_memmap_choose - settle where the memory map goes until unplugged
 * @dk: the claim; caller holds dk->lock
 *
 * Return: 0, or -EOPNOTSUPP after a line in the log if it must be on the device and
 * cannot.
 */
int dax_kmem_memmap_choose(struct dax_kmem *dk)
{
	const char *obstacle = dax_kmem_memmap_obstacle();

	if (dk->memmap == DK_MEMMAP_ON && obstacle) {
		dk_err(dk, "memmap_on_memory is on, which this kernel cannot do: %s\n",
		       obstacle);
		return -EOPNOTSUPP;
	}
	dk->memmap_here = dk->memmap != DK_MEMMAP_OFF && !obstacle;
	return 0;
}

/* Bytes of the memory map of one block. */
u64 dax_kmem_memmap_bytes(const struct dax_kmem *dk)
{
	return PHYS_PFN(dk->block_size) * sizeof(struct page);
}

/*
 * A memory map on a bad page would be the end of the kernel: such a block
 * gets its memory map elsewhere. The kernel rounds up to pageblocks.
 */
bool dax_kmem_memmap_in_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span part, s = dax_kmem_block_span(dk, i);

	s.end = s.start + roundup(dax_kmem_memmap_bytes(dk),
				  (u64)pageblock_nr_pages << PAGE_SHIFT);
	return dk->memmap_here && !dax_kmem_bad_first(s, &part);
}
