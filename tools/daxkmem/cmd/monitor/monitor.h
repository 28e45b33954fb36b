/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of "daxkmem monitor". */
#ifndef DAXKMEM_MONITOR_H
#define DAXKMEM_MONITOR_H

#include "cli/daxkmem.h"
#include "ops/event.h"

/* watched.c */
bool watched(const char *device);
int watched_read(int argc, char **argv);
int watched_nr(void);
const char *watched_name(int i);
const char *watched_text(void);
void watched_free(void);

/* tell.c */
bool tell_event(const struct daxkmem_event *e, void *arg);

/* trace.c */
bool trace_open(void);
int trace_fd(void);
void trace_enable(void);
void trace_tell(void);
void trace_close(void);

#endif /* DAXKMEM_MONITOR_H */
