/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "daxkmem monitor" know of each other. */
#ifndef DAXKMEM_MONITOR_H
#define DAXKMEM_MONITOR_H

#include "cli/daxkmem.h"
#include "ops/event.h"

/* monitor.c: is this one of the devices that are watched? */
bool monitor_wants(const char *device);

/* uevent.c */
int uevent_open(void);
bool uevent_receive(void);
void uevent_close(void);

/* owner.c: whose memory block is it? */
const char *owner_of(unsigned long block);
void owner_forget(void);
void owner_free(void);

/* trace.c */
bool trace_open(void);
int trace_fd(void);
void trace_enable(void);
void trace_tell(void);
void trace_close(void);

#endif /* DAXKMEM_MONITOR_H */
