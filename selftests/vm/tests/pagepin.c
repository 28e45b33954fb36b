// SPDX-License-Identifier: GPL-2.0-only
/*
 * pagepin FIFO [PFN]: allocates a page under the memory policy set by numactl,
 * and pins it by leaving it in a pipe (vmsplice). A pinned page cannot move,
 * regardless of its zone. Prints "pinned" with the page's physical address (0
 * if it may not read that), and waits for a byte from FIFO. With PFN it prints
 * "looking", allocates pages until one is at or above that page frame, and pins
 * that one.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGE 4096UL
#define MOST_PAGES 100000

static void *take_page(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return NULL;
	return memset(page, 0x5a, PAGE);
}

/* The page must be present, see Documentation/admin-guide/mm/pagemap.rst. */
static uint64_t pfn_of(int pagemap, void *page)
{
	uint64_t entry = 0;

	if (pread(pagemap, &entry, sizeof(entry),
		  (uintptr_t)page / PAGE * sizeof(entry)) != sizeof(entry))
		return 0;
	return entry & ((1ULL << 55) - 1);
}

static void *look_for_page(uint64_t pfn)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY);
	void *page = NULL;
	int i;

	puts("looking");
	fflush(stdout);
	for (i = 0; i < MOST_PAGES; i++) {
		page = take_page();
		if (!page || pfn_of(pagemap, page) >= pfn)
			break;
		page = NULL;
	}
	close(pagemap);
	return page;
}

int main(int argc, char **argv)
{
	struct iovec iov = { .iov_len = PAGE };
	int p[2], fd, pagemap;
	char c;

	if (argc < 2) {
		fprintf(stderr, "usage: pagepin FIFO [PFN]\n");
		return 2;
	}
	iov.iov_base = argc > 2 ? look_for_page(strtoull(argv[2], NULL, 0)) :
				  take_page();
	if (!iov.iov_base || pipe(p) || vmsplice(p[1], &iov, 1, 0) != PAGE) {
		fprintf(stderr, "cannot allocate such a page, or cannot pin it\n");
		return 1;
	}
	pagemap = open("/proc/self/pagemap", O_RDONLY);
	printf("pinned %#lx\n", pfn_of(pagemap, iov.iov_base) * PAGE);
	fflush(stdout);

	fd = open(argv[1], O_RDONLY);
	return fd < 0 || read(fd, &c, 1) < 0;
}
