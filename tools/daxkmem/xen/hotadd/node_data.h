/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a live patch consists of, and symbols of the hypervisor and of the live
 * patch. Hidden, because Xen provides no GOT.
 */
#ifndef DAXKMEM_NODE_DATA_H
#define DAXKMEM_NODE_DATA_H

#pragma GCC visibility push(hidden)

typedef unsigned char nodeid_t;

#define NUMA_NO_NODE 0xff

extern char node_data[];
nodeid_t pxm_to_node(unsigned int pxm);
void modify_xen_mappings_lite(unsigned long start, unsigned long end,
			      unsigned int flags);

/* payload.c stores the size of node_data[] in bytes. */
extern const unsigned long daxkmem_node_data_size;

#pragma GCC visibility pop

/* struct livepatch_func of Xen, see docs/misc/livepatch.pandoc. */
struct livepatch_func {
	const char *name;	/* of the function to replace; Xen finds its address */
	void *new_addr;
	void *old_addr;
	unsigned int new_size;
	unsigned int old_size;	/* at least what Xen overwrites */
	unsigned char version;
	unsigned char rest[71];	/* for Xen; no expectation */
};

#define LIVEPATCH_PAYLOAD_VERSION 2

/* Bytes that Xen overwrites at most: a jump, perhaps after an ENDBR64. */
#define REPLACED_MIN 9

_Static_assert(sizeof(struct livepatch_func) == 104, "layout of Xen 4.18 to 4.22");

/*
 * A note with a build id: of the live patch itself, or of what it depends on. 20
 * bytes: the size of an SHA-1.
 */
#define NOTE(section, id)						\
	asm(".pushsection " section ", \"a\", @note\n"			\
	    "	.balign 4\n"						\
	    "	.long 4, 20, 3\n"	/* sizes; NT_GNU_BUILD_ID */	\
	    "	.asciz \"GNU\"\n"					\
	    "	.ascii " id "\n"					\
	    "	.popsection\n")

/*
 * A live patch with this build id, in which @new replaces the function @old. The
 * build id of the hypervisor is stored before the upload.
 */
#define LIVE_PATCH(id, old, new)					\
	__attribute__((section(".livepatch.funcs"), used))		\
	static struct livepatch_func replaced_by_##new = {		\
		.name = old,						\
		.new_addr = new,					\
		.old_size = REPLACED_MIN,				\
		.version = LIVEPATCH_PAYLOAD_VERSION,			\
	};								\
	NOTE(".note.gnu.build-id", "\"" id "\"");			\
	NOTE(".livepatch.depends", "\"hypervisor's id here\"");		\
	NOTE(".livepatch.xen_depends", "\"hypervisor's id here\"")

#endif /* DAXKMEM_NODE_DATA_H */
