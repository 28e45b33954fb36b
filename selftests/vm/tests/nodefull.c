// SPDX-License-Identifier: GPL-2.0-only
/*
 * nodefull NODE TEXT [START-END...]: allocates memory until NODE has none left,
 * and writes TEXT to the start of each page. Prints the number of its pages on
 * NODE ("pages 1234"), and for each range of physical addresses, END included,
 * the number of these pages in it ("START-END 1").
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096UL
#define CHUNK 64
#define MOST_CHUNKS 1000000
#define MPOL_PREFERRED 1

struct range {
	const char *text;
	uint64_t start, end;
	size_t pages;
};

static struct range *ranges;
static int nr_ranges;

static void count(uint64_t addr)
{
	struct range *r;

	for (r = ranges; r < ranges + nr_ranges; r++)
		r->pages += r->start <= addr && addr <= r->end;
}

/*
 * Use small pages only: a huge page could come from another node while this one
 * still has small ones. Return: the number of pages in the chunk that are on
 * the node, or -1.
 */
static int take_chunk(int pagemap, int node, const char *text)
{
	uint64_t entry[CHUNK];
	int i, n = 0, on[CHUNK];
	void *page[CHUNK];
	char *mem;

	mem = mmap(NULL, CHUNK * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED || madvise(mem, CHUNK * PAGE, MADV_NOHUGEPAGE))
		return -1;
	for (i = 0; i < CHUNK; i++) {
		page[i] = mem + i * PAGE;
		strcpy(page[i], text);
	}
	if (syscall(SYS_move_pages, 0, CHUNK, page, NULL, on, 0) ||
	    pread(pagemap, entry, sizeof(entry),
		  (uintptr_t)mem / PAGE * sizeof(*entry)) != sizeof(entry))
		return -1;
	for (i = 0; i < CHUNK; i++) {
		if (on[i] != node)
			continue;
		count((entry[i] & ((1ULL << 55) - 1)) * PAGE);
		n++;
	}
	return n;
}

/*
 * Because of the lists of free pages of this CPU, single pages may come from other
 * nodes earlier, so stop only at a chunk with no page of the node.
 */
static long take_until_empty(int pagemap, int node, const char *text)
{
	long pages = 0;
	int n, i;

	for (i = 0; i < MOST_CHUNKS; i++) {
		n = take_chunk(pagemap, node, text);
		if (n < 0)
			return -1;
		if (!n)
			break;
		pages += n;
	}
	return pages;
}

/*
 * Prefer the node instead of binding to it: when it is full, pages come from
 * other nodes and no process is killed. Run on each CPU, because the others can
 * have thousands of free pages of the node on their lists.
 */
static long take_all(int node, const char *text)
{
	int cpu, cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int pagemap = open("/proc/self/pagemap", O_RDONLY);
	unsigned long mask[16] = { 0 };
	long n, pages = 0;
	cpu_set_t set;

	mask[node / (8 * sizeof(*mask))] = 1UL << node % (8 * sizeof(*mask));
	if (pagemap < 0 || syscall(SYS_set_mempolicy, MPOL_PREFERRED, mask,
				   8 * sizeof(mask)))
		return -1;
	for (cpu = 0; cpu < cpus; cpu++) {
		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		if (sched_setaffinity(0, sizeof(set), &set))
			return -1;
		n = take_until_empty(pagemap, node, text);
		if (n < 0)
			return -1;
		pages += n;
	}
	return pages;
}

static int parse(struct range *r, char *text)
{
	char *end;

	r->text = text;
	r->start = strtoull(text, &end, 0);
	if (*end++ != '-')
		return -1;
	r->end = strtoull(end, &end, 0);
	return *end ? -1 : 0;
}

int main(int argc, char **argv)
{
	long pages;
	int i;

	nr_ranges = argc > 3 ? argc - 3 : 0;
	ranges = calloc(nr_ranges + 1, sizeof(*ranges));
	for (i = 0; i < nr_ranges; i++)
		if (!ranges || parse(&ranges[i], argv[i + 3]))
			argc = 0;
	if (argc < 3) {
		fprintf(stderr, "usage: nodefull NODE TEXT [START-END...]\n");
		return 2;
	}

	pages = take_all(atoi(argv[1]), argv[2]);
	if (pages < 0) {
		perror("nodefull");
		return 1;
	}
	printf("pages %ld\n", pages);
	for (i = 0; i < nr_ranges; i++)
		printf("%s %zu\n", ranges[i].text, ranges[i].pages);
	return 0;
}
