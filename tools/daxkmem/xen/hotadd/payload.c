// SPDX-License-Identifier: GPL-2.0-or-later
/* The object of node_data.c, completed for the hypervisor of this host. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>
#include "hotadd.h"

asm(".pushsection .rodata\n"
	"	.balign 16\n"
	"object_start:\n"
	"	.incbin \"" OBJECT "\"\n"
	"object_end:\n"
	"	.popsection\n");

/* Contents of a section of an object that this build has compiled. */
static void *section(unsigned char *object, const char *name)
{
	Elf64_Ehdr *file = (Elf64_Ehdr *)object;
	Elf64_Shdr *v = (Elf64_Shdr *)(object + file->e_shoff);
	const char *names = (char *)object + v[file->e_shstrndx].sh_offset;
	int i;

	for (i = 1; i < file->e_shnum; i++)
		if (!strcmp(names + v[i].sh_name, name))
			return object + v[i].sh_offset;
	abort();
}

/* The id comes after the header of the note and its name, "GNU". */
static void store_id(unsigned char *object, const char *name,
		     const struct host *h)
{
	unsigned char *note = section(object, name);

	memcpy(note + sizeof(Elf64_Nhdr) + 4, h->build_id, BUILD_ID_LEN);
}

/* Return: the object, which the caller frees, or NULL without memory. */
void *payload_make(const struct host *h, size_t *size)
{
	unsigned char *object;

	*size = object_end - object_start;
	object = malloc(*size);
	if (!object)
		return NULL;
	memcpy(object, object_start, *size);
	store_id(object, ".livepatch.depends", h);
	store_id(object, ".livepatch.xen_depends", h);
	memcpy(section(object, ".daxkmem.size"), &h->table_size,
	       sizeof(h->table_size));
	return object;
}
