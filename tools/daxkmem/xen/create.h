/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A guest whose memory is a pool's. */
#ifndef DAXKMEM_XEN_CREATE_H
#define DAXKMEM_XEN_CREATE_H

#include "light.h"
#include "placement.h"

/* What is to be made, and of what. */
struct creation {
	const char *file;		/* of its description */
	const struct pool *pool;
	long long size;			/* from the pool; -1: all of it */
	bool paused;			/* not started */

	libxl_ctx *light;
	xc_interface *xc;
	libxl_domain_config config;
	long long need;			/* bytes that Xen has to have free */

	uint32_t domid;
	long long total;		/* bytes that it has */
	long long fell;			/* the node's free memory, by so much */
	struct placement given;
};

int create_check(struct creation *c);
int create_guest(struct creation *c);

/* create_verify.c */
int create_verify(struct creation *c);
long long create_wanted(const struct creation *c);
bool create_by_pages(const struct creation *c);

#endif /* DAXKMEM_XEN_CREATE_H */
