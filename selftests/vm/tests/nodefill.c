// SPDX-License-Identifier: GPL-2.0-only
/*
 * nodefill MIB [FIFO]: fills MIB of anonymous memory with a pattern under the
 * memory policy set by numactl, and prints the number of 4 KiB pages on each
 * node ("0:12 1:300"). With FIFO it then waits for a byte from FIFO. At the end
 * it prints how many pages have lost the pattern ("lost 0").
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096UL
#define NODES 64
#define BATCH 1024

static uint64_t pattern(size_t page)
{
	return (page + 1) * 0x9e3779b97f4a7c15ULL;
}

static int count_nodes(char *mem, size_t pages)
{
	static size_t on[NODES];
	void *addr[BATCH];
	int status[BATCH];
	size_t i, n, k;

	for (i = 0; i < pages; i += n) {
		n = pages - i < BATCH ? pages - i : BATCH;
		for (k = 0; k < n; k++)
			addr[k] = mem + (i + k) * PAGE;
		if (syscall(SYS_move_pages, 0, n, addr, NULL, status, 0))
			return -1;
		for (k = 0; k < n; k++)
			if (status[k] >= 0 && status[k] < NODES)
				on[status[k]]++;
	}
	for (i = 0; i < NODES; i++)
		if (on[i])
			printf("%zu:%zu ", i, on[i]);
	putchar('\n');
	fflush(stdout);
	return 0;
}

static void wait_for(const char *fifo)
{
	char c;
	int fd = open(fifo, O_RDONLY);

	if (fd < 0 || read(fd, &c, 1) < 0)
		perror(fifo);
	close(fd);
}

int main(int argc, char **argv)
{
	size_t pages, i, lost = 0;
	char *mem;

	if (argc < 2) {
		fprintf(stderr, "usage: nodefill MIB [FIFO]\n");
		return 2;
	}
	pages = strtoul(argv[1], NULL, 0) * 256;
	mem = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED) {
		perror("mmap");
		return 1;
	}

	for (i = 0; i < pages; i++)
		*(uint64_t *)(mem + i * PAGE) = pattern(i);
	if (count_nodes(mem, pages)) {
		perror("move_pages");
		return 1;
	}
	if (argc > 2)
		wait_for(argv[2]);

	for (i = 0; i < pages; i++)
		lost += *(uint64_t *)(mem + i * PAGE) != pattern(i);
	printf("lost %zu\n", lost);
	return lost ? 1 : 0;
}
