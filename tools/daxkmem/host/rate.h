/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast this machine adds memory. */
#ifndef DAXKMEM_RATE_H
#define DAXKMEM_RATE_H

#include <time.h>

double rate_clock(void);
void rate_learn(long long bytes, double seconds);
double rate_seconds(long long bytes);

#endif /* DAXKMEM_RATE_H */
