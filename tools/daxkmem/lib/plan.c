// SPDX-License-Identifier: LGPL-2.1-or-later
/* A plan: texts, numbers and conflicts. */
#include <stdlib.h>
#include <string.h>
#include "plan.h"
#include "settings.h"

#define NR_PLAN_TEXTS (DAXKMEM_PLAN_HUGEPAGES + 1)
#define NR_PLAN_NUMBERS (DAXKMEM_PLAN_READ_BANDWIDTH + 1)
/* one for each setting, and those of lib/act/plan.c */
#define MOST_CONFLICTS (NR_SETTINGS + 16)

struct daxkmem_plan {
	char *texts[NR_PLAN_TEXTS];
	long long numbers[NR_PLAN_NUMBERS];	/* -1 if unknown */
	struct {
		char *text;
		bool fatal;
	} conflicts[MOST_CONFLICTS];
	int nr_conflicts;
	bool failed;		/* incomplete: out of memory */
};

/* Returns an empty plan; NULL if out of memory. */
struct daxkmem_plan *plan_new(void)
{
	struct daxkmem_plan *plan = calloc(1, sizeof(*plan));
	int i;

	for (i = 0; plan && i < NR_PLAN_NUMBERS; i++)
		plan->numbers[i] = -1;
	return plan;
}

/* True if something could not be added. */
bool plan_failed(const struct daxkmem_plan *plan)
{
	return plan->failed;
}

static char *copy(struct daxkmem_plan *plan, const char *text)
{
	char *s = strdup(text);

	plan->failed |= !s;
	return s;
}

void plan_put_text(struct daxkmem_plan *plan, enum daxkmem_plan_text which,
		   const char *text)
{
	plan->texts[which] = copy(plan, text);
}

void plan_put_number(struct daxkmem_plan *plan,
		     enum daxkmem_plan_number which, long long n)
{
	plan->numbers[which] = n;
}

void plan_add_conflict(struct daxkmem_plan *plan, bool fatal, const char *text)
{
	int n = plan->nr_conflicts;

	if (n == MOST_CONFLICTS) {
		plan->failed = true;
		return;
	}
	plan->conflicts[n].text = copy(plan, text);
	plan->conflicts[n].fatal = fatal;
	plan->nr_conflicts++;
}

void daxkmem_plan_free(struct daxkmem_plan *plan)
{
	int i;

	if (!plan)
		return;
	for (i = 0; i < NR_PLAN_TEXTS; i++)
		free(plan->texts[i]);
	for (i = 0; i < plan->nr_conflicts; i++)
		free(plan->conflicts[i].text);
	free(plan);
}

const char *daxkmem_plan_text(const struct daxkmem_plan *plan,
			      enum daxkmem_plan_text which)
{
	return (unsigned int)which < NR_PLAN_TEXTS ? plan->texts[which] : NULL;
}

long long daxkmem_plan_number(const struct daxkmem_plan *plan,
			      enum daxkmem_plan_number which)
{
	if ((unsigned int)which >= NR_PLAN_NUMBERS)
		return -1;
	return plan->numbers[which];
}

const char *daxkmem_plan_conflict(const struct daxkmem_plan *plan, int number,
				  bool *fatal)
{
	if (number < 0 || number >= plan->nr_conflicts)
		return NULL;
	*fatal = plan->conflicts[number].fatal;
	return plan->conflicts[number].text;
}
