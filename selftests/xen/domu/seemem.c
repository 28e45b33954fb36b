// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a guest: writes a pattern to physical memory that is not the kernel's RAM,
 * or checks it.
 * usage: seemem put|get ADDRESS BYTES SEED
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The word at an index; it depends on the seed. */
static unsigned long pattern(unsigned long at, unsigned long seed)
{
	return (at + seed) * 0x9e3779b97f4a7c15UL ^ seed;
}

/* Returns the number of words that differ and stores the first in *first. */
static unsigned long differing(const volatile unsigned long *v, unsigned long nr,
			       unsigned long seed, unsigned long *first)
{
	unsigned long i, n = 0;

	for (i = 0; i < nr; i++) {
		if (v[i] == pattern(i, seed))
			continue;
		if (!n++)
			*first = v[i];
	}
	return n;
}

int main(int argc, char **argv)
{
	unsigned long at, bytes, seed, i, n, first = 0;
	volatile unsigned long *v;
	int fd = open("/dev/mem", O_RDWR);

	if (argc != 5 || fd < 0) {
		fprintf(stderr, "usage: seemem put|get ADDRESS BYTES SEED\n");
		return 2;
	}
	at = strtoul(argv[2], NULL, 0);
	bytes = strtoul(argv[3], NULL, 0);
	seed = strtoul(argv[4], NULL, 0);
	v = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, at);
	if (v == MAP_FAILED) {
		perror("seemem: mmap");
		return 1;
	}
	for (i = 0; !strcmp(argv[1], "put") && i < bytes / sizeof(*v); i++)
		v[i] = pattern(i, seed);
	n = differing(v, bytes / sizeof(*v), seed, &first);
	printf("guest: %s %s %s: %lu words differ", argv[1], argv[2], argv[4], n);
	if (n)
		printf(", the first is %#lx", first);
	puts("");
	return 0;
}
