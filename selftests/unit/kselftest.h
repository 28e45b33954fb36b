/* SPDX-License-Identifier: GPL-2.0-only */
/* Test points in KTAP, and reproducible random numbers. */
#ifndef UNIT_KSELFTEST_H
#define UNIT_KSELFTEST_H

#include <stdio.h>
#include <stdlib.h>

static int points, planned, failures;

/* Call this first, with the number of points. */
static inline void points_planned(int n)
{
	printf("KTAP version 1\n1..%d\n", n);
	planned = n;
}

static inline void point(int good, const char *what)
{
	failures += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", ++points, what);
}

/* If @cond is false, fail the point @what and end the program. */
#define demand(cond, what) do {						\
	if (!(cond)) {							\
		printf("# %s:%d: %s\n", __FILE__, __LINE__, #cond);	\
		point(0, what);						\
		finish();						\
	}								\
} while (0)

static inline void finish(void)
{
	if (points != planned)
		printf("# the plan has %d points, not %d\n", planned, points);
	exit(failures || points != planned);
}

/* xorshift64. The seed comes from SEED, and is printed. */
static unsigned long long rnd_state;

static inline void rnd_init(void)
{
	const char *seed = getenv("SEED");

	rnd_state = seed ? strtoull(seed, NULL, 0) : 0x9e3779b97f4a7c15ULL;
	if (!rnd_state)
		rnd_state = 1;
	printf("# seed %#llx; SEED=NUMBER for another\n", rnd_state);
}

static inline unsigned int rnd(unsigned int below)
{
	rnd_state ^= rnd_state << 13;
	rnd_state ^= rnd_state >> 7;
	rnd_state ^= rnd_state << 17;
	return (rnd_state >> 16) % below;
}

#endif /* UNIT_KSELFTEST_H */
