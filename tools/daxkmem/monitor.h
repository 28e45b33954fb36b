/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of "daxkmem monitor" know of each other. */
#ifndef DAXKMEM_MONITOR_H
#define DAXKMEM_MONITOR_H

#include "daxkmem.h"

/* cmd_monitor.c: is this one of the devices that are watched? */
bool monitor_wants(const char *device);

/* monitor_event.c: one line; the event is begun, filled, and told */
struct json_object *event_new(const char *device, const char *what);
void event_tell(struct json_object *event, const char *text);

/* monitor_uevent.c */
int uevent_open(void);
bool uevent_receive(void);
void uevent_close(void);

/* monitor_owner.c: whose memory block is it? */
const char *owner_of(unsigned long block);
void owner_forget(void);
void owner_free(void);

/* monitor_trace.c */
bool trace_open(void);
int trace_fd(void);
void trace_enable(void);
void trace_tell(void);
void trace_close(void);

/* goal.c */
struct goal {
	const char *text;
	int which;		/* what is looked at: an index, see goal.c */
	char op[3];
	const char *word;	/* what a text is compared with */
	long long bytes;	/* what a number is compared with ... */
	int other;		/* ... or another number; -1 if none */
};

int goal_parse(struct goal *goal, const char *text);
bool goal_met(const struct goal *goal, const struct daxkmem_device *d);

#endif /* DAXKMEM_MONITOR_H */
