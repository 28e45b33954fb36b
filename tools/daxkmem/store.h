/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are there whole, or as they were before. */
#ifndef DAXKMEM_STORE_H
#define DAXKMEM_STORE_H

#include <stddef.h>

int store_file(const char *folder, const char *name, const char *text,
	       size_t len);

#endif /* DAXKMEM_STORE_H */
