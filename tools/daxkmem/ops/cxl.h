/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CXL memory devices: print those of a region, and find the command for a region. */
#ifndef DAXKMEM_CXL_H
#define DAXKMEM_CXL_H

#include "cli/daxkmem.h"

/* after the unit of a value that the devices report themselves */
#define BY_CDAT " (CDAT, without the link)"

/* cxl.c */
bool is_cxl(const struct daxkmem_device *d);
void cxl_put(struct json_object *o, const struct daxkmem_device *d);
void cxl_put_shown(struct json_object *o);
void cxl_print(struct json_object *o);

/* cxl_health.c */
void cxl_put_health(struct json_object *o);
void cxl_print_health(struct json_object *o);

/* cxl_create.c */
const char *cxl_create_command(const struct daxkmem_memdev *m);
const char *cxl_region_next(const char *region);

/* cxl_kept.c */
bool cxl_region_contains(const char *region, unsigned long long at);
const char *cxl_kept_next(const struct daxkmem_kept *k);

#endif /* DAXKMEM_CXL_H */
