/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the watch for bad pages listens to. */
#ifndef DAXKMEM_BAD_SOURCES_H
#define DAXKMEM_BAD_SOURCES_H

#include "cli/daxkmem.h"

struct bad_sources {
	struct daxkmem_events *events;
	struct daxkmem_faults *faults;	/* NULL if the kernel reports none */
	int fd;				/* readable if any of them is */
};

int bad_sources_open(const struct daxkmem_device *d, unsigned int threshold,
		     struct bad_sources *s);
void bad_sources_close(struct bad_sources *s);

#endif /* DAXKMEM_BAD_SOURCES_H */
