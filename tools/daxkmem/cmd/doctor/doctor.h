/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the checks of "daxkmem doctor" know of each other. */
#ifndef DAXKMEM_DOCTOR_H
#define DAXKMEM_DOCTOR_H

#include "cli/daxkmem.h"

enum result {
	OK,
	UNKNOWN,	/* it could not be looked at */
	WARN,		/* it works, but not as one may want it */
	FAIL,		/* it cannot work so */
};

/* findings.c; found(): one finding; @mend is a command that fixes it, or NULL */
void findings_begin(const char *name);
int findings_print(void);
void found(enum result result, const char *finding, const char *mend);
void unread(const char *what, int err);
const char *kernel_release(void);
bool word_in(const char *list, const char *word);

/* kernel.c */
void check_config(void);
void check_boot(void);
void check_memmap(void);
void check_auto_online(void);
void check_lockdown(void);

/* layout.c */
void check_layout(void);

/* module.c */
void check_module(void);
void check_in_tree(void);
void check_policy(void);

/* kept.c */
void check_kept(void);

/* kdump.c */
void check_kdump(void);

/* device.c */
void check_tools(void);
void check_devices(void);
void check_namespaces(void);

#endif /* DAXKMEM_DOCTOR_H */
