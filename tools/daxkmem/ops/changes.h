/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences between a device and its configuration. */
#ifndef DAXKMEM_CHANGES_H
#define DAXKMEM_CHANGES_H

#include "conf/config.h"

#define MAX_CHANGES (NR_SETTINGS + 1)

struct change {
	char attribute[WORD_LEN];	/* of the device; "" if not attached */
	char word[WORD_LEN];	/* value to write */
	char text[2 * WORD_LEN];	/* description: "policy online" */
	long long goal;		/* bytes online at the end; -1: quick */
};

struct changes {
	struct change v[MAX_CHANGES];
	int nr;
};

void changes_attach(const struct wish *w, struct changes *c);
void changes_settings(const struct daxkmem_device *d, const struct wish *w,
		      struct changes *c);
void changes_size(const struct daxkmem_device *d, const struct wish *w,
		  struct changes *c);
void changes_state(const struct daxkmem_device *d, const struct wish *w,
		   struct changes *c);

#endif /* DAXKMEM_CHANGES_H */
