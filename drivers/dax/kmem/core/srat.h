/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Firmware's table of the proximity domains of memory. */
#ifndef DK_CORE_SRAT_H
#define DK_CORE_SRAT_H

#include "span.h"

int dk_srat_find(const u8 *table, size_t len, struct dk_span span, u32 *domain);
int dk_srat_memory(const u8 *table, size_t len, size_t *at,
		   struct dk_span *span, u32 *domain);
int dk_srat_next(const u8 *table, size_t len, u32 domain, size_t *at,
		 struct dk_span *span, bool *hotplug);

#endif /* DK_CORE_SRAT_H */
