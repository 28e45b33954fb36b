/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machine checks, as the hypervisor hands them to Dom0. */
#ifndef DAXKMEM_MACHINE_CHECK_H
#define DAXKMEM_MACHINE_CHECK_H

#include "host/ranges.h"

#define MCELOG "/dev/mcelog"

struct machine_check {
	struct daxkmem_range where;	/* physical, in whole pages ... */
	bool placed;			/* ... if it says where */
	bool corrected;
	unsigned int bank;
	unsigned long long status;	/* of that bank */
};

struct mcelog {
	int fd;
	char *buf;
	unsigned int len;	/* of a record */
	unsigned int records;	/* that fit */
};

int mcelog_open(struct mcelog *log);
int mcelog_read(const struct mcelog *log);
struct machine_check mcelog_record(const struct mcelog *log, int i);
void mcelog_close(struct mcelog *log);

#endif /* DAXKMEM_MACHINE_CHECK_H */
