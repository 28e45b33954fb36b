// SPDX-License-Identifier: GPL-2.0-only
/*
 * mcepage FIFO: allocates a page under the memory policy set by numactl, prints
 * its physical address, waits for a byte from FIFO, and reads the page. Prints
 * "read" if the page has kept its contents. If a machine check has hit the
 * page, SIGBUS kills the program.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL

/* See Documentation/admin-guide/mm/pagemap.rst. Return: 0 if unknown. */
static uint64_t address_of(void *page)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (pread(fd, &entry, sizeof(entry),
		  (uintptr_t)page / PAGE * sizeof(entry)) != sizeof(entry))
		entry = 0;
	close(fd);
	return (entry & ((1ULL << 55) - 1)) * PAGE;
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
	static const char text[] = "known content";
	void *page;

	if (argc != 2) {
		fprintf(stderr, "usage: mcepage FIFO\n");
		return 2;
	}
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	memcpy(page, text, sizeof(text));
	printf("%#llx\n", (unsigned long long)address_of(page));
	fflush(stdout);
	wait_for(argv[1]);

	if (memcmp(page, text, sizeof(text)))
		return 1;
	puts("read");
	return 0;
}
