/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Read the records of rasdaemon. */
#ifndef LIBDAXKMEM_RASDAEMON_H
#define LIBDAXKMEM_RASDAEMON_H

#include "lib/notes.h"

int rasdaemon_read(const struct daxkmem_device *d, const char *action,
		   unsigned int threshold, struct notes *bad);

#endif /* LIBDAXKMEM_RASDAEMON_H */
