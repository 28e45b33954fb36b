/* SPDX-License-Identifier: GPL-2.0-or-later */
/* udev rules of this machine that are about memory blocks. */
#ifndef DAXKMEM_RULES_H
#define DAXKMEM_RULES_H

#include "cli/daxkmem.h"

typedef void (*rule_teller)(const char *folder, const char *name, int line,
			    void *arg);

/* What cannot be read of them; @err is negative. */
typedef void (*rule_unread)(const char *path, int err);

int rules_find(rule_teller tell, void *arg, rule_unread unread);

#endif /* DAXKMEM_RULES_H */
