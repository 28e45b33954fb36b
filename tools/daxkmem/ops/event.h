/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events: create one, fill in its keys, print it as one line. */
#ifndef DAXKMEM_EVENT_H
#define DAXKMEM_EVENT_H

#include "cli/daxkmem.h"

struct json_object *event_new(const char *device, const char *what);
void event_tell(struct json_object *event, const char *text);

#endif /* DAXKMEM_EVENT_H */
