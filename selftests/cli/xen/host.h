/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A model of a Xen host, in the directory that the environment variable
 * FAKE_XEN names. All processes that preload the fakes share the model. A test
 * writes the files before a command and reads them afterwards:
 *
 *	nodes/N			"SIZE FREE START" in bytes, if the node exists
 *	domains/ID/type		pv or hvm
 *	domains/ID/uuid		32 hexadecimal digits
 *	domains/ID/paused, dying, stuck		flags, set if the file exists
 *	domains/ID/max_pages, cpu_time, mempool, affinity, last_gfn, pauses	numbers
 *	domains/ID/p2m		"GFN NR MFN ram|mmio", one range per line
 *	domains/ID/iomem	ranges of host frames that it may map
 *	xenstore		"PATH=VALUE", one node per line
 *	console			the log of the hypervisor
 *	version			MAJOR << 16 | MINOR
 *	build_id		bytes
 *	symbols			"ADDRESS TYPE NAME", one per line
 *	writable		1: memory can be added without the live patch
 *	patches/NAME		1 (uploaded) or 2 (applied)
 *	events			"shutdown ID REASON" or "death ID", one per line
 *	root/dev/mcelog		the records of /dev/mcelog
 *	root/			replaces the system's /sys, /run and so on
 *	fail			the calls that fail, see called()
 *	log			a line for each call
 */
#ifndef FAKE_HOST_H
#define FAKE_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define PAGE 4096ULL

enum verdict {
	GO,		/* do what the library does */
	FAIL,		/* fail; errno is set */
	NOTHING,	/* report success or zero items, and do nothing */
};

enum verdict called(const char *function, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
const char *injected_text(void);
long long injected_number(void);

const char *host_path(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));
bool host_has(const char *path);
long long host_number(const char *path, long long otherwise);
void host_set(const char *path, long long number);
void host_write(const char *path, const char *text);
char *host_text(const char *path);
void *host_real(const char *function);

/* Nodes and the memory of domains, in pages. */
struct node {
	long long size, free, start;	/* bytes */
};

bool node_read(int node, struct node *n);
bool node_take(int node, uint64_t pages, uint64_t *mfn);
void node_give(uint64_t mfn, uint64_t pages);

/* p2m.c */
struct extent {
	uint64_t gfn, nr, mfn;
	bool ram;
};

struct p2m {
	struct extent *v;
	int nr;
};

void p2m_load(struct p2m *p, const char *path);
void p2m_save(struct p2m *p, const char *path);
void p2m_add(struct p2m *p, struct extent e);
bool p2m_remove(struct p2m *p, uint64_t gfn, struct extent *was);
const struct extent *p2m_find(const struct p2m *p, uint64_t gfn);
uint64_t p2m_ram(const struct p2m *p);
uint64_t p2m_end(const struct p2m *p);

#endif /* FAKE_HOST_H */
