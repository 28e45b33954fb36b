// SPDX-License-Identifier: GPL-2.0-only
/*
 * core/hmat and core/srat on recorded tables of emulated machines: the values
 * are those that Linux showed there, see tables/README. Then each table is
 * damaged.
 */
#include "kselftest.h"
#include "hmat_table.h"
#include "../../drivers/dax/kmem/core/srat.h"

#define GB (1ULL << 30)

static void load(struct table *t, const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), TABLES "/%s", name);
	f = fopen(path, "rb");
	demand(f, "a recorded table exists");
	t->len = fread(t->b, 1, sizeof(t->b), f);
	fclose(f);
}

/* The values that the kernel of that machine showed. */
static void recorded(void)
{
	struct dk_hmat p;
	struct table t;
	u32 from;

	load(&t, "HMAT.1");
	point(is(&t, 0, 0, 12, 14, 92160, 46080),
	      "one node: reads and writes have different values");
	point(performance(&t, 0, 1, &p) == -ENOENT &&
	      performance(&t, 1, 0, &p) == -ENOENT,
	      "a missing domain has no values");

	load(&t, "HMAT.2");
	point(is(&t, 0, 0, 10, 10, 102400, 102400), "two nodes: DRAM");
	point(is(&t, 0, 1, 350, 350, 30720, 30720), "... and far memory");
	point(!initiator(&t, 1, &from) && from == 0,
	      "... whose initiator is node 0");

	load(&t, "HMAT.3");
	point(is(&t, 0, 1, 350, 350, 30720, 30720) &&
	      is(&t, 0, 2, 120, 120, 61440, 61440) &&
	      is(&t, 0, 0, 10, 10, 102400, 102400), "three nodes");
}

/*
 * A machine with processors in 0 and 1, and memory in 0 to 3. The memory in 2
 * and 3 has no attached initiator. Two structures have the read bandwidth.
 */
static void recorded_best(void)
{
	struct table t;
	u32 from;

	load(&t, "HMAT.best");
	point(is(&t, 0, 0, 10, 13, 78848, 102400),
	      "the last structure that has both domains counts");
	point(is(&t, 1, 1, 11, 14, 100352, 101376),
	      "... and a structure without them does not");
	point(!initiator(&t, 2, &from) && from == 1 &&
	      is(&t, 1, 2, 150, 251, -1, 31744),
	      "the initiator with the lowest write latency, by the last structure");
	point(!initiator(&t, 3, &from) && from == 0 &&
	      is(&t, 0, 3, 200, 211, -1, 40960),
	      "... then the lowest read latency, then the highest write bandwidth");
}

/* The same machine with revision 1: flags tell which domain is valid. */
static void recorded_rev1(void)
{
	struct table t;
	u32 from;

	load(&t, "HMAT.rev1");
	point(is(&t, 0, 0, 11, 11, 10000, 10000) &&
	      is(&t, 1, 1, 12, 12, 9990, 9990), "revision 1: DRAM");
	point(!initiator(&t, 2, &from) && from == 1 &&
	      is(&t, 1, 2, 23, 23, 380, 380),
	      "... an initiator without a valid memory domain is not used");
	point(!initiator(&t, 3, &from) && from == 1 &&
	      is(&t, 1, 3, 45, 45, 420, 420),
	      "... the last one of two initiators counts");
}

/* The SRATs of these machines: the domain of the attached range. */
static void recorded_srat(void)
{
	struct dk_span span = { 4 * GB, 6 * GB };
	struct table t;
	u32 domain;

	load(&t, "SRAT.2");
	point(!dk_srat_find(t.b, t.len, span, &domain) && domain == 1,
	      "SRAT of two nodes: the domain of persistent memory");
	load(&t, "SRAT.3");
	point(!dk_srat_find(t.b, t.len, span, &domain) && domain == 1,
	      "SRAT of three nodes: likewise");
	load(&t, "SRAT.1");
	point(!dk_srat_find(t.b, t.len, span, &domain) && domain == 0,
	      "SRAT of one node: its range for hot-pluggable memory");
}

static int is_answer(int rc)
{
	return !rc || rc == -EINVAL || rc == -ENOENT || rc == -EOPNOTSUPP;
}

/* Reads a table, and returns 0 or an errno. */
typedef int (*reader)(const struct table *t);

static int read_hmat(const struct table *t)
{
	struct dk_hmat p;
	u32 target, from = 0;
	int rc = 0;

	for (target = 0; target < 4 && is_answer(rc); target++) {
		rc = initiator(t, target, &from);
		if (is_answer(rc))
			rc = performance(t, from, target, &p);
	}
	return rc;
}

static int read_srat(const struct table *t)
{
	struct dk_span span = { 4 * GB, 6 * GB };
	u8 *copy = malloc(t->len ?: 1);
	u32 domain;
	int rc;

	memcpy(copy, t->b, t->len);
	rc = dk_srat_find(copy, t->len, span, &domain);
	free(copy);
	return rc;
}

/* A damaged table gives an errno or an answer, without an overread. */
static void damage(const char *name, reader read)
{
	struct table t, bad;
	int value, good = 1;
	char what[64];
	size_t i;

	load(&t, name);
	for (i = 0; i < t.len; i++) {
		bad = t;
		bad.len = i;
		good &= read(&bad) == -EINVAL;
	}
	snprintf(what, sizeof(what),
		 "%s: truncated anywhere, it is damaged", name);
	point(good, what);

	for (i = 0, good = 1; i < t.len; i++)
		for (value = 0; value < 256; value++) {
			bad = t;
			bad.b[i] = value;
			good &= is_answer(read(&bad));
		}
	snprintf(what, sizeof(what), "%s: any byte can have any value", name);
	point(good, what);
}

int main(void)
{
	points_planned(32);
	static const char * const hmats[] = {
		"HMAT.1", "HMAT.2", "HMAT.3", "HMAT.best", "HMAT.rev1",
	};
	static const char * const srats[] = { "SRAT.1", "SRAT.2", "SRAT.3" };
	size_t i;

	recorded();
	recorded_best();
	recorded_rev1();
	recorded_srat();
	for (i = 0; i < sizeof(hmats) / sizeof(hmats[0]); i++)
		damage(hmats[i], read_hmat);
	for (i = 0; i < sizeof(srats) / sizeof(srats[0]); i++)
		damage(srats[i], read_srat);
	finish();
}
