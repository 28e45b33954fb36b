/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Declarations shared inside daxkmem-xen. */
#ifndef DAXKMEM_XEN_H
#define DAXKMEM_XEN_H

#include <xenctrl.h>
#include "cli/program.h"
#include "base/ranges.h"

#define XEN_PAGE 4096ULL

/* Each cmd_*.c defines one of these; main.c has the table. */
extern const struct command cmd_xen_list;
extern const struct command cmd_xen_map;
extern const struct command cmd_xen_unmap;
extern const struct command cmd_xen_maps;
extern const struct command cmd_xen_broken;
extern const struct command cmd_xen_watch;
extern const struct command cmd_xen_flags;
extern const struct command cmd_xen_enable;
extern const struct command cmd_xen_disable;
extern const struct command cmd_xen_plan;
extern const struct command cmd_xen_attach;
extern const struct command cmd_xen_create;
extern const struct command cmd_xen_populate;

/* cmd_plan.c */
int xen_plan_show(const struct daxkmem_device *d, long long pxm);

/* hypervisor.c */
struct xen_node {
	bool there;
	long long size, free;	/* bytes */
};

int xen_open(xc_interface **xc, const char *object, const char *action);
int xen_nodes(xc_interface *xc, struct xen_node **v);
int xen_lock(const char *object, const char *action);

/* pool.c */
struct pool {
	struct daxkmem_device *d;
	struct ranges extents;	/* ranges donated to Xen */
	int node;		/* Xen's node number */
};

int pool_find(struct pool *p, const char *word, const char *action);
void pool_close(struct pool *p);
const char *pool_text(const struct pool *p, const char *file);

/* guests.c */
struct guest {
	uint32_t domid;
	char *name;		/* NULL if it has none or it is unknown */
	bool pv;
	long long size;		/* bytes */
};

int guests_read(xc_interface *xc, struct guest **v);
void guests_free(struct guest *v, int nr);

/* owners.c */
char *owners_ask(xc_interface *xc);
long long owners_of_guest(const char *said, uint32_t domid, int node);

#endif /* DAXKMEM_XEN_H */
