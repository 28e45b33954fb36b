/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parse the kernel's trace events of memory errors that are not of CXL devices. */
#ifndef LIBDAXKMEM_RAS_EVENT_H
#define LIBDAXKMEM_RAS_EVENT_H

#include <stdbool.h>

struct ras_event {
	unsigned long long address;	/* physical */
	unsigned int errors;
	bool uncorrected;
};

bool ras_event_parse(const char *line, struct ras_event *e);

#endif /* LIBDAXKMEM_RAS_EVENT_H */
