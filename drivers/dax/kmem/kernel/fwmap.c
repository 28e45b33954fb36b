// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory map as firmware gave it to the kernel, before the kernel's parameters
 * changed it (/sys/firmware/memmap, drivers/firmware/memmap.c). No function for it is
 * exported to modules on all kernels, so call the methods behind its attributes. They
 * only print, and may be called with a spinlock held.
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "fwmap.h"

/* The kset of the entries, with a reference to its directory; NULL without a map. */
static struct kset *fwmap_get(struct kernfs_node **dir)
{
	*dir = sysfs_get_dirent(firmware_kobj->sd, "memmap");
	return *dir ? container_of((*dir)->priv, struct kset, kobj) : NULL;
}

/* Print an attribute of an entry; @page is empty if there is none of that name. */
static char *fwmap_print(struct kobject *entry, const char *name, char *page)
{
	const struct attribute_group **g = entry->ktype->default_groups;
	struct attribute **a;
	ssize_t len = 0;

	for (; g && *g; g++)
		for (a = (*g)->attrs; a && *a; a++)
			if (!strcmp((*a)->name, name))
				len = entry->ktype->sysfs_ops->show(entry, *a,
								    page);
	page[max_t(ssize_t, len, 0)] = 0;
	return strim(page);
}

/* The bytes of @span that an entry has, if it is RAM. */
static u64 fwmap_ram_in(struct kobject *entry, struct dk_span span, char *page)
{
	struct dk_span s;

	if (strcmp(fwmap_print(entry, "type", page), "System RAM") ||
	    kstrtou64(fwmap_print(entry, "start", page), 0, &s.start) ||
	    kstrtou64(fwmap_print(entry, "end", page), 0, &s.end))
		return 0;
	s.start = max(s.start, span.start);
	s.end = min(s.end + 1, span.end);
	return dk_span_empty(s) ? 0 : dk_span_len(s);
}

/**
 * dk_fwmap_is_ram - check whether firmware describes addresses as RAM
 * @span: physical addresses
 *
 * Return: true if all of @span is RAM; false also if the kernel has no such map.
 */
bool dk_fwmap_is_ram(struct dk_span span)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	struct kernfs_node *dir = NULL;
	struct kset *map = page ? fwmap_get(&dir) : NULL;
	struct kobject *entry;
	u64 bytes = 0;

	if (map) {
		spin_lock(&map->list_lock);
		list_for_each_entry(entry, &map->list, entry)
			bytes += fwmap_ram_in(entry, span, page);
		spin_unlock(&map->list_lock);
	}
	sysfs_put(dir);
	free_page((unsigned long)page);
	return bytes == dk_span_len(span);
}
