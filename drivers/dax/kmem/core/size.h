/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Sizes and ranges as users write them. */
#ifndef DK_CORE_SIZE_H
#define DK_CORE_SIZE_H

#include "span.h"

int dk_size_parse(const char *word, size_t len, u64 *bytes);
int dk_span_parse(const char *word, size_t len, u64 unit, struct dk_span *span);

#endif /* DK_CORE_SIZE_H */
