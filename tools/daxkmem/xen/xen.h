/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of daxkmem-xen know of each other. */
#ifndef DAXKMEM_XEN_H
#define DAXKMEM_XEN_H

#include <xenctrl.h>
#include "program.h"
#include "ranges.h"

#define POOL_DRIVER "dax_kmem_xen"
#define XEN_PAGE 4096ULL

/* One of these in each cmd_*.c; main.c has the table. */
extern const struct command cmd_xen_list;
extern const struct command cmd_xen_map;
extern const struct command cmd_xen_unmap;
extern const struct command cmd_xen_maps;
extern const struct command cmd_xen_broken;
extern const struct command cmd_xen_flags;

/* hypervisor.c */
struct xen_node {
	bool there;
	long long size, free;	/* bytes */
};

int xen_open(xc_interface **xc, const char *object, const char *action);
int xen_nodes(xc_interface *xc, struct xen_node **v);
xentoollog_logger *xen_silent(void);

/* pool.c */
struct pool {
	struct daxkmem_device *d;
	struct ranges extents;	/* what Xen has of it */
	int node;		/* Xen's */
};

int pool_read(struct pool *p, struct daxkmem_device *d);
int pool_find(struct pool *p, const char *word, const char *action);
void pool_close(struct pool *p);
const char *pool_text(const struct pool *p, const char *file);

/* guests.c */
struct guest {
	uint32_t domid;
	char *name;		/* NULL if it has none, or nobody knows it */
	bool pv;
	long long size;		/* bytes that it has */
};

int guests_read(xc_interface *xc, struct guest **v);
void guests_free(struct guest *v, int nr);

/* owners.c */
struct owners;

int owners_open(xc_interface *xc, struct owners **o);
void owners_close(xc_interface *xc, struct owners *o);
long long owners_in_guests(const struct owners *o, const struct ranges *where);
long long owners_of_pv(const struct owners *o, xc_interface *xc, uint32_t domid,
		       const struct ranges *where);

#endif /* DAXKMEM_XEN_H */
