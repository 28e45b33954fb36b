// SPDX-License-Identifier: GPL-2.0-only
/*
 * nodehold mlock|hugetlb|gigantic|reserved MIB FIFO: allocates memory of that
 * kind under the memory policy set by numactl, prints "held", and keeps the
 * memory until it reads a byte from FIFO. "reserved" maps huge pages without
 * touching them.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_HUGE_1GB
#define MAP_HUGE_1GB (30U << 26)
#endif

static char *take(const char *kind, size_t size)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS;
	char *mem;

	if (strcmp(kind, "mlock"))
		flags |= MAP_HUGETLB;
	if (!strcmp(kind, "gigantic"))
		flags |= MAP_HUGE_1GB;
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (mem == MAP_FAILED)
		return NULL;
	/* no huge pages, regardless of the machine's THP setting */
	if (!strcmp(kind, "mlock") &&
	    (madvise(mem, size, MADV_NOHUGEPAGE) || mlock(mem, size)))
		return NULL;
	if (!strcmp(kind, "reserved"))
		return mem;
	return memset(mem, 0x5a, size);
}

int main(int argc, char **argv)
{
	char c;
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: nodehold mlock|hugetlb|gigantic|reserved MIB FIFO\n");
		return 2;
	}
	if (!take(argv[1], strtoul(argv[2], NULL, 0) << 20)) {
		perror(argv[1]);
		return 1;
	}
	puts("held");
	fflush(stdout);
	fd = open(argv[3], O_RDONLY);
	return fd < 0 || read(fd, &c, 1) < 0;
}
