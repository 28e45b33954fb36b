/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Create a guest with memory from a pool. */
#ifndef DAXKMEM_XEN_CREATE_H
#define DAXKMEM_XEN_CREATE_H

#include "guest_config.h"

/* The guest to create, and the memory for it. */
struct creation {
	const char *file;		/* path of the configuration */
	const struct pool *pool;
	long long size;			/* bytes from the pool; -1: all */
	bool paused;			/* do not start the guest */
	bool leave;			/* xl does not wait for its end */

	xc_interface *xc;
	struct placing placing;
	struct guest_config config;

	long long before;		/* free bytes of the pool's node */
	uint32_t domid;
	long long total;		/* bytes of the guest */
};

int create_guest(struct creation *c);

/* create_check.c */
int create_check(struct creation *c);
int create_check_room(struct creation *c);
long long create_needs(const struct creation *c);

/* create_verify.c */
int create_verify(struct creation *c);
long long create_wanted(const struct creation *c);
bool create_by_pages(const struct creation *c);
bool create_has_model(const struct creation *c);

#endif /* DAXKMEM_XEN_CREATE_H */
