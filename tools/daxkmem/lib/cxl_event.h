/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parse the kernel's trace events of CXL devices. */
#ifndef LIBDAXKMEM_CXL_EVENT_H
#define LIBDAXKMEM_CXL_EVENT_H

#include "base/ranges.h"
#include "cxl_memdevs.h"

enum cxl_event_kind { CXL_POISON, CXL_MEDIA, CXL_DRAM, NR_CXL_EVENTS };

struct cxl_event {
	enum cxl_event_kind kind;
	char memdev[CXL_NAME_LEN];
	char region[CXL_NAME_LEN];	/* "" if the address is in no region */
	unsigned long long hpa;		/* CXL_NO_HPA if there is none */
	unsigned long long length;	/* bytes of the device */
	bool gone;			/* the range is no longer poisoned */
	bool uncorrected;
	bool incomplete;		/* the device dropped other entries */
};

#define CXL_NO_HPA (~0ULL)

extern const char *const cxl_event_names[NR_CXL_EVENTS];

bool cxl_event_parse(const char *line, struct cxl_event *e);
int cxl_event_range(const struct cxl_event *e, const struct cxl_target *t,
		    struct ranges *bad);

#endif /* LIBDAXKMEM_CXL_EVENT_H */
