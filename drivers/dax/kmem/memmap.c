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
#include "compat/compat.h"
#include "dax_kmem.h"

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
 * Returns 0, or -EOPNOTSUPP after a line in the log if it must be on the
 * device and cannot.
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

static u64 memmap_bytes(const struct dax_kmem *dk)
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

	s.end = s.start + roundup(memmap_bytes(dk),
				  (u64)pageblock_nr_pages << PAGE_SHIFT);
	return dk->memmap_here && !dax_kmem_poison_first(s, &part);
}

/**
 * dax_kmem_memmap_fits - is there memory for the memory map of what is added?
 * @dk: the claim; caller holds dk->lock
 * @plan: what is to be done
 *
 * Running out of it on the way could be undone, but the kernel warns of it
 * (add_pages() in arch/x86/mm/init_64.c). Returns 0, or -ENOMEM after a line
 * in the log.
 */
int dax_kmem_memmap_fits(struct dax_kmem *dk, const struct dk_plan *plan)
{
	u64 need, have = dax_kmem_room_for_kernel();
	u32 i, blocks = 0, adds = 0;

	for (i = 0; i < plan->nr; i++) {
		if (plan->v[i].op != DK_ADD)
			continue;
		if (plan->units && adds++ == plan->units)
			break;
		blocks += !dax_kmem_memmap_in_block(dk, plan->v[i].block);
	}
	need = blocks * memmap_bytes(dk);
	if (need <= have)
		return 0;
	dk_err(dk, "its memory map takes %llu bytes of memory, and %llu are available to the kernel; make the device smaller, free memory, or boot with memory_hotplug.memmap_on_memory=1\n",
	       need, have);
	return -ENOMEM;
}
