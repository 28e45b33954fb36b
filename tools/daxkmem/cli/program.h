/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program is a table of commands. */
#ifndef DAXKMEM_PROGRAM_H
#define DAXKMEM_PROGRAM_H

#include "cli/daxkmem.h"

struct program {
	const char *name;	/* in messages: "daxkmem" */
	const struct command *const *commands;
	int nr;
};

int program_main(const struct program *program, int argc, char **argv);

#endif /* DAXKMEM_PROGRAM_H */
