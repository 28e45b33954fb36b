/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find the guest of a creation, and clean up after a killed creation. */
#ifndef DAXKMEM_XEN_UNFINISHED_H
#define DAXKMEM_XEN_UNFINISHED_H

#include "create.h"

void unfinished_note(int lock, const struct creation *c);
void unfinished_forget(int lock);
bool unfinished_find(const struct creation *c, uint32_t *domid);
int unfinished_fix(const struct creation *c, int lock);

#endif /* DAXKMEM_XEN_UNFINISHED_H */
