/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machine checks reported by the hypervisor to Dom0. */
#ifndef DAXKMEM_MACHINE_CHECK_H
#define DAXKMEM_MACHINE_CHECK_H

#include "base/ranges.h"

#define MCELOG "/dev/mcelog"

struct machine_check {
	struct daxkmem_range where;	/* physical address, whole pages ... */
	bool placed;			/* ... if the record has an address */
	bool corrected;
	unsigned int bank;
	unsigned long long status;	/* status of the bank */
};

struct mcelog {
	int fd;
	char *buf;
	unsigned int len;	/* size of a record */
	unsigned int records;	/* capacity */
};

int mcelog_open(struct mcelog *log);
int mcelog_read(const struct mcelog *log);
struct machine_check mcelog_record(const struct mcelog *log, int i);
void mcelog_close(struct mcelog *log);

#endif /* DAXKMEM_MACHINE_CHECK_H */
