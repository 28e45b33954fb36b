// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocates memory of memkind's kind MEMKIND_DAX_KMEM, which is memory of dax
 * devices in mode system-ram, and asks the kernel for the node of each page.
 * usage: memkindpages MIB
 * Prints "node N: PAGES" for each node that has some of the pages. Exits with 3
 * if memkind finds no such memory.
 */
#include <memkind.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_NODES 64

static int count_pages(char *mem, size_t size, long counts[MAX_NODES])
{
	long page = sysconf(_SC_PAGESIZE);
	void *at;
	size_t i;
	int node;

	for (i = 0; i < size; i += page) {
		at = mem + i;
		if (syscall(SYS_move_pages, 0, 1L, &at, NULL, &node, 0)) {
			perror("move_pages");
			return -1;
		}
		if (node < 0 || node >= MAX_NODES) {
			fprintf(stderr, "page %zu: %s\n", i / page,
				strerror(-node));
			return -1;
		}
		counts[node]++;
	}
	return 0;
}

int main(int argc, char **argv)
{
	size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) << 20 : 0;
	long counts[MAX_NODES] = { 0 };
	int node, rc;
	char *mem;

	if (!size)
		return 2;
	rc = memkind_check_available(MEMKIND_DAX_KMEM);
	if (rc) {
		fprintf(stderr, "MEMKIND_DAX_KMEM: %d\n", rc);
		return 3;
	}
	mem = memkind_malloc(MEMKIND_DAX_KMEM, size);
	if (!mem) {
		perror("memkind_malloc");
		return 1;
	}
	memset(mem, 0x5a, size);
	if (count_pages(mem, size, counts))
		return 1;
	for (node = 0; node < MAX_NODES; node++)
		if (counts[node])
			printf("node %d: %ld\n", node, counts[node]);
	memkind_free(MEMKIND_DAX_KMEM, mem);
	return 0;
}
