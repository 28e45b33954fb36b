/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pause a guest for the time in which its address space changes. */
#ifndef DAXKMEM_PAUSE_H
#define DAXKMEM_PAUSE_H

#include <stdint.h>
#include <sys/types.h>

struct pause {
	pid_t pid;	/* the process that unpauses the guest */
	int to;		/* pipe to it, which it waits for the end of */
};

int pause_begin(struct pause *p, uint32_t domid);
void pause_end(struct pause *p);

#endif /* DAXKMEM_PAUSE_H */
