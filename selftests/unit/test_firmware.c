// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tool's lib/firmware: for every range, the recorded SRAT and HMAT below a
 * sysroot must give the values that the kernel of that machine showed for the
 * node. tables/record recorded both in one run.
 */
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kselftest.h"
#include "firmware.h"

#define ACPI "sys/firmware/acpi/tables"
#define NOBODY 65534
#define MAX_NODES 8

/* A line of tables/nodes.N after its header. */
struct node {
	int nr;
	struct daxkmem_range range;
	struct dk_hmat perf;
};

static char root[] = "/tmp/test_firmware.XXXXXX";
static struct daxkmem_ctx *ctx;

static void make_parents(const char *path)
{
	char part[PATH_MAX];
	const char *p;

	for (p = path; (p = strchr(p, '/')); p++) {
		snprintf(part, sizeof(part), "%s/%.*s", root, (int)(p - path),
			 path);
		mkdir(part, 0755);
	}
}

/* Write a file below the sysroot. */
static void put(const char *path, const void *bytes, size_t len)
{
	char full[PATH_MAX];
	FILE *f;

	make_parents(path);
	snprintf(full, sizeof(full), "%s/%s", root, path);
	f = fopen(full, "wb");
	demand(f && fwrite(bytes, 1, len, f) == len && !fclose(f),
	       "the sysroot can be written");
}

static size_t load(u8 *b, size_t room, const char *name, int n)
{
	char path[PATH_MAX];
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), RECORDED "/%s.%d", name, n);
	f = fopen(path, "rb");
	demand(f, "a recorded table exists");
	len = fread(b, 1, room, f);
	fclose(f);
	return len;
}

/* Install the first @cut bytes of a table, or all if @cut is 0. */
static void put_table(const char *name, int n, size_t cut)
{
	char path[PATH_MAX];
	u8 b[4096];
	size_t len = load(b, sizeof(b), name, n);

	snprintf(path, sizeof(path), ACPI "/%s", name);
	put(path, b, cut ?: len);
}

static int load_nodes(struct node *v, int n)
{
	char path[PATH_MAX];
	struct node *node;
	int nr = 0;
	FILE *f;

	snprintf(path, sizeof(path), RECORDED "/nodes.%d", n);
	f = fopen(path, "r");
	demand(f && fgets(path, sizeof(path), f),
	       "the recorded values of the kernel exist");
	for (; nr < MAX_NODES; nr++) {
		node = &v[nr];
		if (fscanf(f, "%d %llx %llx %lld %lld %lld %lld", &node->nr,
			   &node->range.start, &node->range.end,
			   &node->perf.read_latency, &node->perf.write_latency,
			   &node->perf.read_bandwidth,
			   &node->perf.write_bandwidth) != 7)
			break;
	}
	fclose(f);
	return nr;
}

static int same(const struct dk_hmat *a,
		const struct dk_hmat *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* The answers of lib/firmware about a range. */
struct answer {
	struct dk_hmat perf, dram;
	u32 pxm;
};

static int ask(const struct daxkmem_range *range, struct answer *a)
{
	struct firmware *fw;
	int rc = firmware_open(ctx, &fw);

	demand(!rc, "there is memory for the tables");
	rc = firmware_domain(fw, range->start, range->end - range->start,
			     &a->pxm);
	if (!rc)
		rc = firmware_performance(fw, a->pxm, &a->perf);
	if (!rc)
		rc = firmware_dram(fw, a->pxm, &a->dram);
	firmware_close(fw);
	return rc;
}

/* Node 0 has the processors: its memory is the DRAM to compare others with. */
static void as_the_kernel(int n, int expected)
{
	struct node v[MAX_NODES];
	struct answer a;
	int i, nr = load_nodes(v, n);
	char what[80];

	put_table("SRAT", n, 0);
	put_table("HMAT", n, 0);
	snprintf(what, sizeof(what), "machine %d: %d nodes", n, expected);
	point(nr == expected, what);
	for (i = 0; i < nr; i++) {
		snprintf(what, sizeof(what),
			 "... its tables give the values that its kernel showed for node %d",
			 v[i].nr);
		point(!ask(&v[i].range, &a) && same(&a.perf, &v[i].perf) &&
		      same(&a.dram, &v[0].perf), what);
	}
}

/* The kernel numbers nodes in the order of the SRAT, not by their domains. */
static void domains(void)
{
	struct node v[MAX_NODES];
	struct answer a;

	demand(load_nodes(v, 4) == 3, "the last machine has three nodes");
	point(!ask(&v[1].range, &a) && v[1].nr == 1 && a.pxm == 2,
	      "its node 1 is domain 2");
	point(!ask(&v[2].range, &a) && v[2].nr == 2 && a.pxm == 1,
	      "... and its node 2 is domain 1");
}

static void put_figure(int node, const char *file, long long value)
{
	char path[PATH_MAX], text[32];

	snprintf(path, sizeof(path),
		 "sys/devices/system/node/node%d/access0/initiators/%s", node,
		 file);
	snprintf(text, sizeof(text), "%lld\n", value);
	put(path, text, strlen(text));
}

static bool node_has(int node, struct daxkmem_performance wanted)
{
	struct daxkmem_performance is = daxkmem_node_performance(ctx, node);

	return !memcmp(&is, &wanted, sizeof(is));
}

static void nodes(void)
{
	const struct daxkmem_performance none = { -1, -1, -1, -1 };
	struct daxkmem_performance shown = { 350, 420, 30720, 12288 };

	point(node_has(2, none),
	      "a missing node has no values");
	put_figure(2, "read_latency", shown.read_latency);
	put_figure(2, "write_latency", shown.write_latency);
	put_figure(2, "read_bandwidth", shown.read_bandwidth);
	put_figure(2, "write_bandwidth", shown.write_bandwidth);
	point(node_has(2, shown),
	      "... and the values of the kernel once it exists");
	point(node_has(1, none),
	      "... which do not apply to another node");
	put_figure(2, "write_bandwidth", 0);
	shown.write_bandwidth = -1;
	point(node_has(2, shown),
	      "0 means that the kernel does not know the value");
}

static void damaged(const struct daxkmem_range *range)
{
	struct answer a;

	put_table("HMAT", 2, 100);
	point(ask(range, &a) == -EINVAL, "a truncated HMAT is damaged");
	put_table("HMAT", 2, 0);
	put_table("SRAT", 2, 100);
	point(ask(range, &a) == -EINVAL, "... and so is a truncated SRAT");
	put_table("SRAT", 2, 0);
	point(!ask(range, &a), "... but complete tables are not");
}

/* Only root can read the kernel's tables. */
static void unreadable(const struct daxkmem_range *range)
{
	char path[PATH_MAX];
	struct answer a;
	int rc, is_root = !geteuid();

	snprintf(path, sizeof(path), "%s/" ACPI "/HMAT", root);
	demand(!chmod(root, 0755) && !chmod(path, 0),
	       "the table can be made unreadable");
	if (is_root)
		demand(!seteuid(NOBODY), "root can become another user");
	rc = ask(range, &a);
	if (is_root)
		demand(!seteuid(0), "... and become root again");
	point(rc == -EACCES,
	      "a table that only root can read fails with EACCES");
	unlink(path);
	point(ask(range, &a) == -ENOENT, "... and a missing table with ENOENT");
}

static void refusals(void)
{
	static const struct daxkmem_range nowhere = { 1ULL << 50, 1ULL << 51 },
		empty = { 0x100000000, 0x100000000 },
		both = { 0x38000000, 0x180000000 };
	struct answer a;

	put_table("SRAT", 2, 0);
	put_table("HMAT", 2, 0);
	point(ask(&nowhere, &a) == -ENOENT,
	      "a range that is not in the SRAT is refused");
	point(ask(&both, &a) == -ENOENT,
	      "... and so is a range in more than one domain");
	point(ask(&empty, &a) == -EINVAL, "... and an empty range");
}

static int forget(const char *path, const struct stat *st, int type,
		  struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void forget_all(void)
{
	nftw(root, forget, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	static const struct daxkmem_range pmem = { 0x100000000, 0x180000000 };
	struct answer a;

	points_planned(24);
	demand(mkdtemp(root), "the sysroot can be created");
	atexit(forget_all);
	demand(!daxkmem_new(&ctx, root), "the library opens it");
	point(ask(&pmem, &a) == -ENOENT,
	      "a machine without tables has no values");
	as_the_kernel(1, 1);
	as_the_kernel(2, 2);
	as_the_kernel(4, 3);
	domains();
	nodes();
	refusals();
	damaged(&pmem);
	unreadable(&pmem);
	daxkmem_unref(ctx);
	finish();
}
