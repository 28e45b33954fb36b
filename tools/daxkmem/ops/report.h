/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Print the errors of the library. */
#ifndef DAXKMEM_REPORT_H
#define DAXKMEM_REPORT_H

#include "cli/daxkmem.h"

int report_result(int rc);
int report_result_as(int rc, const char *action);
int not_attached(const struct daxkmem_device *d, const char *action);

#endif /* DAXKMEM_REPORT_H */
