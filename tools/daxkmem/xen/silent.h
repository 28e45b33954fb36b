/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DAXKMEM_SILENT_H
#define DAXKMEM_SILENT_H

#include <xentoollog.h>

xentoollog_logger *xen_silent(void);

#endif /* DAXKMEM_SILENT_H */
