/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that the tool writes. */
#ifndef DAXKMEM_STORE_H
#define DAXKMEM_STORE_H

#include "cli/daxkmem.h"

#define STATE_DIR "/var/lib/daxkmem"

int store_write(const char *text, const char *dir, const char *name);
int store_file(const char *text, const char *path);
int store_remove(const char *dir, const char *name);

#endif /* DAXKMEM_STORE_H */
