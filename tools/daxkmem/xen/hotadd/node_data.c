// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The live patch: while it is applied, the hypervisor's table of nodes is
 * writable. Runs in the hypervisor; replaces none of its functions. Compiled to
 * an object that payload.c completes and livepatch.c uploads.
 *
 * memory_add() in Xen writes to node_data[], which is in the section
 * .data.ro_after_init since Xen 4.18. That section is mapped by small pages.
 */

#include "node_data.h"

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

/*
 * Takes the place of the code that applies a live patch: called on one CPU with
 * interrupts disabled, while all others wait. Afterwards each CPU flushes its
 * TLB, and only then does Xen report the live patch as applied. A hook that runs
 * before would be undone, because Xen makes its read-only data read-only at the
 * end; one that runs afterwards might come too late. To revert a live patch,
 * Xen's own code makes all read-only data read-only again.
 */
static int daxkmem_make_writable(void *payload)
{
	unsigned long start = (unsigned long)node_data;
	unsigned long end = start + daxkmem_node_data_size;

	(void)payload;
	modify_xen_mappings_lite(start & -PAGE, (end + PAGE - 1) & -PAGE,
				 NO_EXECUTE | DIRTY | ACCESSED | WRITABLE |
				 PRESENT);
	return 0;
}

/* See docs/misc/livepatch.pandoc in Xen. */
__attribute__((section(".livepatch.hooks.apply"), used))
static int (*const daxkmem_apply)(void *) = daxkmem_make_writable;

/*
 * Notes with build ids: the live patch's own one, and those of the hypervisor,
 * which payload.c stores. 20 bytes: the size of an SHA-1.
 */
#define NOTE(section, id)						\
	asm(".pushsection " section ", \"a\", @note\n"			\
	    "	.balign 4\n"						\
	    "	.long 4, 20, 3\n"	/* sizes; NT_GNU_BUILD_ID */	\
	    "	.asciz \"GNU\"\n"					\
	    "	.ascii " id "\n"					\
	    "	.popsection\n")

NOTE(".note.gnu.build-id", "\"daxkmem: node_data 1\"");
NOTE(".livepatch.depends", "\"hypervisor's id here\"");
NOTE(".livepatch.xen_depends", "\"hypervisor's id here\"");
