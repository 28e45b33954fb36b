// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How fast this machine adds memory: what the last attach took is kept, so
 * that the next plan can tell how long it will last.
 */
#include <stdlib.h>
#include "host/rate.h"
#include "host/store.h"

#define NAME "attach-rate"

double rate_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* A plan without a time is no reason to fail. */
void rate_learn(long long bytes, double seconds)
{
	if (bytes > 0 && seconds > 0)
		store_write(say("%.0f bytes per second\n", bytes / seconds),
			    STATE_DIR, NAME);
}

/* -1 if nothing is known. */
double rate_seconds(long long bytes)
{
	long long rate;
	char text[WORD_LEN];

	if (root_read(ctx, text, sizeof(text), STATE_DIR "/" NAME) <= 0)
		return -1;
	rate = atoll(text);
	return rate > 0 ? (double)bytes / rate : -1;
}
