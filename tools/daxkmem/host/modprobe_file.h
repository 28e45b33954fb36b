/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A file of the tool in /etc/modprobe.d. */
#ifndef DAXKMEM_MODPROBE_FILE_H
#define DAXKMEM_MODPROBE_FILE_H

#include "cli/daxkmem.h"

#define MODPROBE_DIR "/etc/modprobe.d"

struct modprobe_file {
	const char *name;	/* must end with .conf for modprobe */
	const char *content;
};

enum modprobe_state {
	MODPROBE_ABSENT,
	MODPROBE_OURS,
	MODPROBE_EDITED,	/* its content differs from ours */
};

int modprobe_file_read(const struct modprobe_file *file,
		       enum modprobe_state *state);
int modprobe_file_write(const struct modprobe_file *file);
int modprobe_file_remove(const struct modprobe_file *file);

#endif /* DAXKMEM_MODPROBE_FILE_H */
