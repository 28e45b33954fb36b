// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The live patch: while it is applied, memory can be added to the hypervisor.
 * Runs in the hypervisor. Compiled to an object that payload.c completes and
 * livepatch.c uploads.
 *
 * memory_add() in Xen writes to node_data[], which is in the section
 * .data.ro_after_init since Xen 4.18. That section is mapped by small pages.
 * Whenever any live patch is applied or reverted, Xen makes the section
 * read-only again. That happens between hypercalls only: all CPUs must have left
 * the hypervisor. So make the table writable in the hypercall that adds memory.
 */

#include "node_data.h"
#include "pxm_mark.h"

asm(".pushsection .daxkmem.size, \"a\"\n"
	"	.balign 8\n"
	"daxkmem_node_data_size: .quad 0\n"
	"	.popsection\n");

/*
 * Flags of page table entries in the form that modify_xen_mappings_lite()
 * takes: bits 63:52 of an entry are bits 23:12, and bits 11:0 remain.
 */
#define PRESENT 0x001
#define WRITABLE 0x002
#define ACCESSED 0x020
#define DIRTY 0x040
#define NO_EXECUTE 0x800000

#define PAGE 4096UL

/* Only this CPU writes to the table, so only its TLB must forget the pages. */
static void make_table_writable(void)
{
	unsigned long start = (unsigned long)node_data & -PAGE;
	unsigned long end = ((unsigned long)node_data + daxkmem_node_data_size +
			     PAGE - 1) & -PAGE;

	modify_xen_mappings_lite(start, end, NO_EXECUTE | DIRTY | ACCESSED |
				 WRITABLE | PRESENT);
	for (; start < end; start += PAGE)
		asm volatile("invlpg (%0)" : : "r" (start) : "memory");
}

/*
 * Replaces setup_node(), which memory_add() calls after it has checked the range
 * and before it writes to the table. The other caller after the boot, cpu_add(),
 * needs the node of a known domain, too.
 *
 * Accepts proximity domains with and without the mark. Without the live patch,
 * the range is not in the node that Xen assigns to a domain with the mark.
 */
static nodeid_t node_of(unsigned int pxm)
{
	nodeid_t node = pxm_to_node(pxm ^ DK_PXM_MARK);

	make_table_writable();
	return node == NUMA_NO_NODE ? pxm_to_node(pxm) : node;
}

LIVE_PATCH("daxkmem: node_data 2", "setup_node", node_of);
