/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /etc/daxkmem.d/ says of devices. */
#ifndef DAXKMEM_CONFIG_H
#define DAXKMEM_CONFIG_H

#include "cli/daxkmem.h"

/* A section. */
struct wish {
	char *file;
	int line;
	char word[2 * WORD_LEN];	/* names the device: uuid=..., dax0.0 */
	struct settings set;
	char pxm[WORD_LEN];		/* of a pool; "" if it is not set */
	bool wipe;			/* a signature is no reason to refuse */
	bool xen;			/* for the guests of a Xen host */
	unsigned int keys;		/* which keys it has, bit by bit */
	bool wrong;			/* not understood: nothing is done for it */
};

struct config {
	struct wish *v;
	int nr;
	int lost;	/* errors that are of no section */
};

void config_parse(struct config *c, const char *file, char *text);
void config_free(struct config *c);

/* config_files.c */
void config_load(struct config *c, int nr, char **files);

#endif /* DAXKMEM_CONFIG_H */
