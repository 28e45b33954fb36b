/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the checks of "daxkmem doctor". */
#ifndef DAXKMEM_DOCTOR_H
#define DAXKMEM_DOCTOR_H

#include "cli/daxkmem.h"

enum result {
	OK,
	UNKNOWN,	/* the check could not read something */
	WARN,		/* works, but with drawbacks */
	FAIL,		/* does not work */
};

/* findings.c; found() adds a finding; @fix is a command, or NULL */
void findings_begin(const char *name);
int findings_print(void);
void found(enum result result, const char *finding, const char *fix);
void unread(const char *what, int err);
const char *kernel_release(void);
bool word_in(const char *list, const char *word);

/* kernel.c */
int kernel_has(const char *name);
void check_config(void);
void check_boot(void);
void check_memmap(void);
void check_auto_online(void);
void check_lockdown(void);

/* layout.c */
void check_layout(void);

/* module.c */
bool module_exists(const char *name);
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

/* cxl.c */
void check_cxl(void);

#endif /* DAXKMEM_DOCTOR_H */
