/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Configuration of devices, see /etc/daxkmem.d/. */
#ifndef DAXKMEM_CONFIG_H
#define DAXKMEM_CONFIG_H

#include "cli/daxkmem.h"

/* A section of the configuration. */
struct wish {
	char *file;
	int line;
	char word[2 * WORD_LEN];	/* names the device: uuid=..., dax0.0 */
	struct daxkmem_settings *set;
	long long pxm;			/* with use = xen; -1: the firmware's */
	bool is_range;			/* the word is range=START+SIZE */
	struct daxkmem_range range;
	bool force;			/* range: regardless of firmware */
	bool wipe;			/* wipe a signature, do not refuse */
	bool to_kmem;			/* detach binds it to the in-tree kmem */
	bool xen;			/* use = xen: a pool for guests */
	unsigned int keys;		/* bitmap of the keys that are set */
	bool wrong;			/* has errors: do not apply it */
};

struct config {
	struct wish *v;
	int nr;
	int lost;	/* number of errors outside of sections */
};

void config_parse(struct config *c, const char *file, char *text);
void config_free(struct config *c);

/* config_files.c */
void config_load(struct config *c, int nr, char **files);

#endif /* DAXKMEM_CONFIG_H */
