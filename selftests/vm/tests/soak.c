// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak DEV DRIVER SEED OPERATIONS: performs that many random operations on a
 * device that is bound and unplugged, and compares all attributes with a model
 * of the device after each one. Leaves the device bound and unplugged. Prints
 * only lines that begin with "# ". Exits with 0 if the device always matched
 * the model.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "soak_check.h"

#define MOST_LOADS 3
#define MOST_LOAD_MIB 48

/* A program that has memory on the node. */
static struct load {
	pid_t pid;
	int to;
	FILE *from;
	long mib;
} loads[MOST_LOADS];

static uint64_t seed;

static int rnd(int n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 11) % n;
}

/* Sometimes another process writes the same value at the same time. */
static int put_twice(const char *file, const char *word)
{
	pid_t twin = rnd(5) ? -1 : fork();
	int err;

	if (!twin) {
		put(file, word);
		_exit(0);
	}
	err = put(file, word);
	if (twin > 0)
		waitpid(twin, NULL, 0);
	return err;
}

/* Other nodes may have no room for the memory at the moment. */
static bool may_fail(int err)
{
	return err == EBUSY || err == ENOMEM;
}

/*
 * Compare the result of a write with the expected one. Return: false if the
 * write failed although the model succeeds, so the model must stay unchanged.
 */
static bool matches(int err, int want)
{
	if (err == want) {
		nr_changes += !want;
		return true;
	}
	if (!want && may_fail(err))
		nr_busy++;
	else
		wrong("%s, not %s", err ? strerrorname_np(err) : "ok",
		      want ? strerrorname_np(want) : "ok");
	return false;
}

/* Bits of /proc/kpageflags */
#define KPF_HWPOISON 19
#define KPF_OFFLINE 23

static bool page_flag(const struct page *p, int bit)
{
	off_t pfn = block_id[p->block] * (block_bytes / PAGE) + p->nr;
	int fd = open("/proc/kpageflags", O_RDONLY);
	uint64_t flags = 0;

	if (fd < 0 || pread(fd, &flags, 8, pfn * 8) != 8)
		wrong("/proc/kpageflags cannot be read");
	close(fd);
	return flags >> bit & 1;
}

/*
 * An undone change may have offlined blocks and onlined them again, which excludes
 * their known pages.
 */
static void follow_undo(void)
{
	struct page *p;

	for (p = model.page; p < model.page + MOST_PAGES; p++) {
		if (!p->known || p->held || !online(model.b[p->block]) ||
		    !page_flag(p, KPF_OFFLINE))
			continue;
		p->held = true;
		p->marked = false;
	}
}

/* Write, and change the model too if the result is as expected. */
#define DO(err_of_write, call) do {					\
	struct model next = model, *m = &next;				\
	int want = call;						\
	int err = err_of_write;						\
									\
	if (matches(err, want))						\
		model = next;						\
	else								\
		follow_undo();						\
} while (0)

static void describe(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(doing, sizeof(doing), fmt, args);
	va_end(args);
}

static void op_state(void)
{
	static const enum word often[] = {
		UNPLUGGED, ONLINE_MOVABLE, ONLINE_MOVABLE, ONLINE_MOVABLE,
		ONLINE_MOVABLE, ONLINE_KERNEL, ONLINE, OFFLINE, MIXED,
	};
	enum word w = often[rnd(9)];

	/* Memory in ZONE_NORMAL may never be unplugged, so put none there. */
	if ((w == ONLINE_KERNEL || w == ONLINE) && !count(&model, B_OFFLINE))
		return;
	describe("state %s", words[w]);
	DO(put_twice(path("/sys/bus/dax/devices/%s/state", dev), words[w]),
	   set_state(m, w));
}

/* After a resize that succeeded in part, set the model to the size reached. */
static void resync(int target)
{
	int was = count(&model, B_OFFLINE), i, is = 0;

	for (i = 0; i < model.n; i++) {
		enum block b = look(i);

		is += b != B_ABSENT;
		if (b == B_ABSENT && model.b[i] != B_ABSENT)
			goes_away(&model, i);
		else if (b == B_OFFLINE && model.b[i] == B_ABSENT)
			model.b[i] = B_OFFLINE;
		else if (b == B_ONLINE && model.b[i] == B_ABSENT)
			comes_online(&model, i, B_ONLINE);
	}
	if (target < was ? is < target || is > was : is > target || is < was)
		wrong("from %d blocks to %d ended at %d", was, target, is);
	model.wanted = is;
	if (!is)
		model.goal = UNPLUGGED;
}

static void op_size(void)
{
	int now = count(&model, B_OFFLINE), was = nr_busy;
	int to = now - 2 + rnd(5);

	if (!rnd(12))
		to = rnd(model.n + 2);
	if (to < 0 || to > model.n + 1)
		to = 1 + rnd(3);
	describe("requested_size %d of %d blocks, %d plugged", to, model.n,
		 now);
	DO(put_twice(attr("requested_size"), path("%ld", to * block_bytes)),
	   to > model.n ? EINVAL : set_size(m, to));
	if (nr_busy > was)
		resync(to);
}

static int fails(struct model *m, int err)
{
	(void)m;
	return err;
}

static void op_odd_size(void)
{
	describe("requested_size of half a block");
	DO(put(attr("requested_size"), path("%ld", block_bytes / 2)),
	   fails(m, EINVAL));
}

static struct page *find_page(bool used)
{
	int i = rnd(MOST_PAGES), k;

	for (k = 0; k < MOST_PAGES; k++, i = (i + 1) % MOST_PAGES)
		if (model.page[i].used == used)
			return &model.page[i];
	return NULL;
}

/* Any block, but prefer blocks that exist or have a bad page. */
static int find_block(void)
{
	struct page *p = rnd(3) ? NULL : find_page(true);
	int i = p ? p->block : rnd(model.n), k;

	for (k = rnd(3) ? 0 : model.n;
	     k < model.n && model.b[i] == B_ABSENT; k++)
		i = (i + 1) % model.n;
	return i;
}

static void hand(enum word w)
{
	int i = find_block();

	if (model.b[i] == B_ABSENT || (w == ONLINE_KERNEL &&
				       model.policy != ONLINE_MOVABLE))
		return;
	describe("memory%ld %s", block_id[i], words[w]);
	DO(put(path(MEMORY "/memory%ld/state", block_id[i]), words[w]),
	   by_hand(m, i, w));
}

static void op_hand(void)
{
	static const enum word often[] = {
		ONLINE_MOVABLE, ONLINE_MOVABLE, OFFLINE, ONLINE_KERNEL,
	};

	hand(often[rnd(4)]);
}

static const char *bus_file(const char *name)
{
	return path("/sys/bus/dax/drivers/%s/%s", driver, name);
}

/* A bind also retries pages that could not be taken out of use before. */
static void check_marks(void)
{
	struct page *p;

	for (p = model.page; p < model.page + MOST_PAGES; p++) {
		if (!p->known || p->held || p->marked ||
		    !online(model.b[p->block]) || !page_flag(p, KPF_HWPOISON))
			continue;
		p->marked = true;
		model.stained[p->block] = true;
	}
}

static void op_bind(void)
{
	describe("bind");
	DO(put(bus_file("bind"), dev), bind_it(m));
	check_marks();
}

static void op_unbind(void)
{
	describe("unbind");
	DO(put(bus_file("unbind"), dev), unbind_it(m));
}

static void op_rebind(void)
{
	op_unbind();
	check();
	if (!failed)
		op_bind();
}

static void op_plug(void)
{
	bool plug = !rnd(8);

	describe("plug %d", plug);
	DO(put("/sys/module/dax_kmem/parameters/plug", plug ? "all" : "none"),
	   ((m->plug = plug), 0));
}

static void policy(enum word w)
{
	describe("policy %s", words[w]);
	DO(put(attr("policy"), words[w]),
	   w == MIXED ? EINVAL : ((m->policy = w), 0));
}

static void op_policy(void)
{
	static const enum word often[] = {
		ONLINE_MOVABLE, ONLINE_MOVABLE, OFFLINE, AUTO, MIXED,
	};
	enum word w = often[rnd(5)];

	if (w == AUTO && online_word(model.auto_goal) &&
	    model.auto_goal != ONLINE_MOVABLE)
		return;
	policy(w);
}

static void op_kernel_policy(void)
{
	enum word was = model.policy;

	policy(ONLINE_KERNEL);
	check();
	hand(ONLINE_MOVABLE);
	check();
	policy(was);
}

static void kernel_size(int blocks)
{
	describe("kernel_size %d", blocks);
	DO(put(attr("kernel_size"), path("%ld", blocks * block_bytes)),
	   set_kernel(m, blocks));
}

static void op_kernel_size(void)
{
	kernel_size(1 + rnd(3));
	check();
	hand(ONLINE_MOVABLE);
	check();
	kernel_size(0);
}

static void op_scrub_always(void)
{
	bool on = !rnd(4);

	describe("scrub_on_unplug %d", on);
	DO(put(attr("scrub_on_unplug"), on ? "1" : "0"),
	   ((m->scrub = on), 0));
}

static void op_scrub(void)
{
	if (!count(&model, B_OFFLINE) && rnd(8))
		return;
	describe("scrub");
	DO(put(attr("scrub"), "1"), count(m, B_OFFLINE) ? EBUSY : 0);
}

static void op_bad_policy(void)
{
	bool block = rnd(2);

	describe("bad_policy %d", block);
	DO(put(attr("bad_policy"), block ? "block" : "page"),
	   ((m->withhold = block), 0));
}

static const char *address_of(const struct page *p)
{
	return path("0x%lx", block_id[p->block] * block_bytes + p->nr * PAGE);
}

static void op_bad(void)
{
	struct page *p = find_page(false);
	struct page new = { .block = find_block() };

	/* Use every other page, so that no two adjoin. */
	new.nr = 2 * rnd(block_bytes / PAGE / 2);
	if (!p)
		return;
	describe("bad_pages %s, in memory%ld", address_of(&new),
		 block_id[new.block]);
	*p = new;
	DO(put(attr("bad_pages"), address_of(p)),
	   (add_bad(m, &m->page[p - model.page]), 0));
	if (p->marked && !page_flag(p, KPF_HWPOISON)) {
		p->marked = false;
		nr_busy++;
	}
}

static void forget(struct page *p)
{
	describe("bad_pages -%s, in memory%ld", address_of(p),
		 block_id[p->block]);
	DO(put(attr("bad_pages"), path("-%s", address_of(p))),
	   (forget_bad(m, &m->page[p - model.page]), 0));
}

static void op_forget(void)
{
	struct page *p = find_page(true);

	if (p)
		forget(p);
}

static void op_forget_all(void)
{
	struct page *p;

	for (p = model.page; p < model.page + MOST_PAGES; p++)
		if (p->used)
			forget(p);
}

static void op_bad_nonsense(void)
{
	long end = (block_id[model.n - 1] + 2) * block_bytes;
	bool far = rnd(2);

	describe("bad_pages %s", far ? "outside" : "nonsense");
	DO(put(attr("bad_pages"), far ? path("0x%lx", end) : path("%ld", end)),
	   fails(m, far ? ERANGE : EINVAL));
}

static void end_load(struct load *l)
{
	char line[80] = "";
	int status;

	if (write(l->to, "\n", 1) != 1)
		wrong("a program has ended early");
	close(l->to);
	if (!fgets(line, sizeof(line), l->from) || strcmp(line, "lost 0\n"))
		wrong("a program with %ld MiB prints \"%s\"", l->mib, line);
	fclose(l->from);
	waitpid(l->pid, &status, 0);
	if (status)
		wrong("a program ended with %#x", status);
	l->pid = 0;
}

static void run_load(int in, int out, long mib)
{
	dup2(in, 0);
	dup2(out, 1);
	execlp("numactl", "numactl", path("--preferred=%d", node), "nodefill",
	       path("%ld", mib), "/dev/fd/0", NULL);
	_exit(127);
}

static void start_load(struct load *l)
{
	char line[160] = "";
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) {
		wrong("pipe: %s", strerror(errno));
		return;
	}
	l->mib = 8 + rnd(MOST_LOAD_MIB - 7);
	l->pid = fork();
	if (!l->pid)
		run_load(in[0], out[1], l->mib);
	close(in[0]);
	close(out[1]);
	l->to = in[1];
	l->from = fdopen(out[0], "r");
	if (!fgets(line, sizeof(line), l->from) ||
	    !strstr(line, path("%d:", node)))
		wrong("the pages of a program with %ld MiB are on \"%s\"",
		      l->mib, line);
}

static void op_load(void)
{
	struct load *l = &loads[rnd(MOST_LOADS)];

	describe("a program %s", l->pid ? "ends" : "begins");
	if (l->pid)
		end_load(l);
	else if (count(&model, B_KERNEL) * (block_bytes >> 20) >
		 2 * MOST_LOADS * MOST_LOAD_MIB)
		start_load(l);
}

struct op {
	int weight;
	void (*fn)(void);
};

static const struct op bound_ops[] = {
	{ 300, op_size }, { 110, op_state }, { 220, op_hand },
	{ 50, op_rebind }, { 25, op_unbind }, { 40, op_policy },
	{ 70, op_bad }, { 60, op_forget }, { 20, op_forget_all },
	{ 30, op_bad_policy },
	{ 10, op_bad_nonsense }, { 10, op_odd_size }, { 15, op_scrub_always },
	{ 6, op_scrub }, { 10, op_kernel_size }, { 10, op_kernel_policy },
	{ 10, op_plug }, { 90, op_load },
	{ 0, NULL },
};

static const struct op unbound_ops[] = {
	{ 50, op_bind }, { 35, op_hand }, { 15, op_load }, { 0, NULL },
};

static void pick(const struct op *ops)
{
	int sum = 0, at;
	const struct op *o;

	for (o = ops; o->fn; o++)
		sum += o->weight;
	at = rnd(sum);
	for (o = ops; at >= o->weight; o++)
		at -= o->weight;
	doing[0] = 0;
	o->fn();
}

static void soak(int operations)
{
	time_t start = time(NULL);

	for (nr_op = 1; nr_op <= operations && !failed;) {
		pick(model.bound ? bound_ops : unbound_ops);
		if (!doing[0])
			continue;
		if (getenv("SOAK_VERBOSE"))
			printf("# %d: %s\n", nr_op, doing);
		check();
		if (!failed && nr_op++ % 100 == 0)
			printf("# %d operations, %lld s, %d blocks, %d failed for memory in use\n",
			       nr_op - 1, (long long)(time(NULL) - start),
			       count(&model, B_OFFLINE), nr_busy);
	}
}

static void wind_up(void)
{
	int i;

	for (i = 0; i < MOST_LOADS; i++)
		if (loads[i].pid)
			end_load(&loads[i]);
	if (!model.bound)
		op_bind();
	describe("requested_size 0, at the end");
	DO(put(attr("requested_size"), "0"), set_size(m, 0));
	check();
	op_forget_all();
	op_unbind();
	model.plug = false;
	put("/sys/module/dax_kmem/parameters/plug", "none");
	op_bind();
	check();
}

static void learn_blocks(void)
{
	const char *at = get(attr("blocks"));
	int used;

	while (at && model.n < MOST_BLOCKS &&
	       sscanf(at, " memory%ld %*s %*s %*d%n", &block_id[model.n],
		      &used) == 1) {
		model.n++;
		at += used;
	}
}

static void learn(void)
{
	const char *s = get(MEMORY "/block_size_bytes");
	struct utsname u;
	int major = 0, minor = 0;

	block_bytes = s ? strtol(s, NULL, 16) : 0;
	learn_blocks();
	node = get_number(attr("target_node"));
	other_kb = node_kb();
	s = get(MEMORY "/auto_online_blocks");
	for (model.auto_goal = 0; s && strcmp(words[model.auto_goal], s);)
		model.auto_goal++;
	s = get("/sys/module/dax_kmem/parameters/plug");
	model.plug = s && !strcmp(s, "all");
	model.policy = ONLINE_MOVABLE;
	model.bound = true;
	uname(&u);
	sscanf(u.release, "%d.%d", &major, &minor);
	model.strict = major > 6 || (major == 6 && minor >= 8);
	model.zone_last = model.strict && major == 6;
	model.retires = !access("/proc/sys/vm/memory_failure_recovery", F_OK);
}

int main(int argc, char **argv)
{
	int operations, i;

	if (argc != 5) {
		fprintf(stderr, "usage: soak DEV DRIVER SEED OPERATIONS\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	dev = argv[1];
	driver = argv[2];
	seed = strtoull(argv[3], NULL, 0) * 2 + 1;
	operations = atoi(argv[4]);
	for (i = 0; i < 20; i++)
		rnd(2);

	learn();
	check();
	soak(operations);
	if (!failed)
		wind_up();
	printf("# %d operations, of which %d succeeded and %d failed for memory in use\n",
	       nr_op - 1, nr_changes, nr_busy);
	if (nr_busy * 20 > operations)
		wrong("more than one in twenty failed for memory in use");
	return failed;
}
