/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daxkmem-xen-hotadd: a program that lets Xen 4.18 and newer add memory, for as
 * long as its standard input is open.
 *
 * Functions return 0, or FAILED after they have printed a problem.
 */
#ifndef DAXKMEM_HOTADD_H
#define DAXKMEM_HOTADD_H

#include <stdbool.h>
#include <stddef.h>
#include <xenctrl.h>

#define FAILED 1
#define BUILD_ID_LEN 20		/* the size of an SHA-1 */

/* Name of the live patch, in the list that xen-livepatch prints. */
#define PATCH_NAME "daxkmem_node_data"

struct host {
	xc_interface *xc;
	bool needs_patch;	/* node_data[] is read-only */
	unsigned char build_id[BUILD_ID_LEN];
	unsigned long table_size;	/* bytes of node_data[], at most */
};

/* problem.c */
int problem(int err, const char *cause, const char *next);

/* symbols.c: addresses, or 0 */
struct symbols {
	unsigned long long node_data, node_data_end;
	unsigned long long setup_node, setup_node_end;
	unsigned long long ro_start, ro_end;
	bool memory_add, pxm_to_node, modify_mappings;
};

int symbols_read(struct symbols *s);

/* host.c */
int host_open(struct host *h);
void host_close(struct host *h);

/* payload.c */
extern const unsigned char object_start[], object_end[];

void *payload_make(const struct host *h, size_t *size);

/* livepatch.c */
int patch_state(const struct host *h, bool *uploaded, bool *applied);
int patch_upload(const struct host *h);
int patch_apply(const struct host *h);
int patch_revert(const struct host *h);
int patch_unload(const struct host *h);

/* others.c */
int check_no_others(const struct host *h);

#endif /* DAXKMEM_HOTADD_H */
