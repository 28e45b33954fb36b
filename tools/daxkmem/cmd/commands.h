/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands, one per file: here, or in DIRECTORY/DIRECTORY.c. */
#ifndef DAXKMEM_COMMANDS_H
#define DAXKMEM_COMMANDS_H

#include "cli/daxkmem.h"

extern const struct command cmd_list;
extern const struct command cmd_plan;
extern const struct command cmd_attach;
extern const struct command cmd_detach;
extern const struct command cmd_resize;
extern const struct command cmd_state;
extern const struct command cmd_set;
extern const struct command cmd_show;
extern const struct command cmd_scrub;
extern const struct command cmd_bad;
extern const struct command cmd_apply;
extern const struct command cmd_monitor;
extern const struct command cmd_metrics;
extern const struct command cmd_doctor;
extern const struct command cmd_why;
extern const struct command cmd_map;
extern const struct command cmd_range;
extern const struct command cmd_compat;
extern const struct command cmd_xen;

#endif /* DAXKMEM_COMMANDS_H */
