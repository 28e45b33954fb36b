/* SPDX-License-Identifier: GPL-2.0-only */
/* Compare all attributes of the device with the model. */
#ifndef SOAK_CHECK_H
#define SOAK_CHECK_H

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "soak_model.h"

#define PAGE 4096L
#define MEMORY "/sys/devices/system/memory"

static struct model model;
static const char *dev, *driver;
static int node;
static long block_bytes, block_id[MOST_BLOCKS], other_kb;

/* The current operation, for error messages. */
static char doing[160];
static int nr_op, nr_busy, nr_changes;
static bool failed;

static void __attribute__((format(printf, 1, 2))) wrong(const char *fmt, ...)
{
	va_list args;

	printf("# operation %d, %s: ", nr_op, doing);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	failed = true;
}

static const char *path(const char *fmt, ...)
{
	static char buf[4][256];
	static int at;
	va_list args;

	at = (at + 1) % 4;
	va_start(args, fmt);
	vsnprintf(buf[at], sizeof(buf[at]), fmt, args);
	va_end(args);
	return buf[at];
}

static const char *attr(const char *name)
{
	return path("/sys/bus/dax/devices/%s/dax_kmem/%s", dev, name);
}

/* Return: the contents without the last newline; NULL if unreadable. */
static const char *get(const char *file)
{
	static char buf[65536];
	ssize_t len = 0, n = 1;
	int fd = open(file, O_RDONLY);

	if (fd < 0)
		return NULL;
	while (n > 0 && len < (ssize_t)sizeof(buf) - 1) {
		n = read(fd, buf + len, sizeof(buf) - 1 - len);
		if (n > 0)
			len += n;
	}
	close(fd);
	buf[len] = 0;
	if (len && buf[len - 1] == '\n')
		buf[len - 1] = 0;
	return n < 0 ? NULL : buf;
}

static long get_number(const char *file)
{
	const char *s = get(file);

	return s ? strtol(s, NULL, 0) : -1;
}

/* Return: 0 or the errno. */
static int put(const char *file, const char *word)
{
	int fd = open(file, O_WRONLY), err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, word, strlen(word)) < 0)
		err = errno;
	close(fd);
	return err;
}

static bool is_bound(void)
{
	char to[256];
	ssize_t len = readlink(path("/sys/bus/dax/devices/%s/driver", dev), to,
			       sizeof(to) - 1);

	if (len < 0)
		return false;
	to[len] = 0;
	return !strcmp(basename(to), driver);
}

/* The block's own directory exists even while the device is not bound. */
static enum block look(int i)
{
	const char *s = get(path(MEMORY "/memory%ld/state", block_id[i]));

	if (!s)
		return B_ABSENT;
	return strcmp(s, "offline") ? B_ONLINE : B_OFFLINE;
}

/* Follow the driver's choice of blocks to remove, and the kernel's of zones. */
static void follow(int i, enum block is)
{
	if (online(model.b[i]) && is == B_ABSENT && model.may_go) {
		model.may_go--;
		goes_away(&model, i);
	}
	if (model.b[i] == B_ONLINE && online(is))
		model.b[i] = is;
}

static void check_memory(void)
{
	int i;

	for (i = 0; i < model.n; i++) {
		enum block is = look(i);

		follow(i, is);
		if (is != model.b[i] && !(online(is) && online(model.b[i])))
			wrong("memory%ld is %d, not %d", block_id[i], is,
			      model.b[i]);
	}
}

static enum block parse_block(const char *state, const char *zone)
{
	if (!strcmp(state, "unplugged"))
		return B_ABSENT;
	if (!strcmp(state, "offline"))
		return B_OFFLINE;
	return strcmp(zone, "Movable") ? B_KERNEL : B_MOVABLE;
}

static void check_blocks(void)
{
	const char *at = get(attr("blocks"));
	char state[16], zone[16];
	int i, bad, used;
	long id;

	for (i = 0; i < model.n; i++) {
		if (!at || sscanf(at, " memory%ld %15s %15s %d%n", &id, state,
				  zone, &bad, &used) != 4) {
			wrong("blocks has %d lines", i);
			return;
		}
		at += used;
		follow(i, parse_block(state, zone));
		if (id != block_id[i] ||
		    parse_block(state, zone) != model.b[i] ||
		    bad != bad_in(&model, i))
			wrong("blocks: memory%ld %s %s %d, not %d with %d bad",
			      id, state, zone, bad, model.b[i],
			      bad_in(&model, i));
	}
}

static void check_word(const char *file, const char *want)
{
	const char *is = get(file);

	if (!is || strcmp(is, want))
		wrong("%s is \"%s\", not \"%s\"", basename(file),
		      is ?: "missing", want);
}

static void check_number(const char *file, long want)
{
	check_word(file, path("%ld", want));
}

static void check_bad_pages(void)
{
	const char *list = get(attr("bad_pages"));
	struct page *p;
	int lines = 0, known = 0;

	if (!list) {
		wrong("bad_pages cannot be read");
		return;
	}
	for (p = model.page; p < model.page + MOST_PAGES; p++) {
		long a = block_id[p->block] * block_bytes + p->nr * PAGE;
		const char *line = path("0x%016lx-0x%016lx", a, a + PAGE - 1);

		known += p->known;
		if (p->used && !!strstr(list, line) != p->known)
			wrong("bad_pages: %s is %slisted", line,
			      p->known ? "not " : "");
	}
	for (; *list; list = strchrnul(list + 1, '\n'))
		lines++;
	if (lines != known)
		wrong("bad_pages has %d lines, not %d", lines, known);
}

static void check_attributes(void)
{
	check_word(path("/sys/bus/dax/devices/%s/state", dev),
		   words[state_of(&model)]);
	check_number(attr("requested_size"), model.wanted * block_bytes);
	check_number(attr("plugged_size"),
		     count(&model, B_OFFLINE) * block_bytes);
	check_number(attr("online_size"), count(&model, B_KERNEL) * block_bytes);
	check_number(attr("withheld_size"),
		     count_withheld(&model) * block_bytes);
	check_number(attr("kernel_size"), model.kernel * block_bytes);
	check_number(attr("scrub_on_unplug"), model.scrub);
	check_word(attr("policy"), words[model.policy]);
	check_word(attr("bad_policy"), model.withhold ? "block" : "page");
}

static bool in_device(long at)
{
	int i;

	for (i = 0; i < model.n; i++)
		if (at / block_bytes == block_id[i])
			return true;
	return false;
}

/* The bytes of "System RAM (kmem)" in ranges that start in the device. */
static long iomem_bytes(void)
{
	const char *line = get("/proc/iomem");
	long start, end, sum = 0;
	char what[64];

	for (; line && *line; line = strchrnul(line, '\n')) {
		if (*line == '\n')
			line++;
		if (sscanf(line, " %lx-%lx : %63[^\n]", &start, &end,
			   what) == 3 &&
		    !strcmp(what, "System RAM (kmem)") && in_device(start))
			sum += end + 1 - start;
	}
	return sum;
}

static long node_kb(void)
{
	const char *s = get(path("/sys/devices/system/node/node%d/meminfo",
				 node));

	s = s ? strstr(s, "MemTotal:") : NULL;
	return s ? strtol(s + strlen("MemTotal:"), NULL, 10) : 0;
}

static void check_machine(void)
{
	long held = 0, kb, plugged = count(&model, B_OFFLINE);
	int p;

	for (p = 0; p < MOST_PAGES; p++)
		held += model.page[p].held;
	kb = count(&model, B_KERNEL) * (block_bytes >> 10) - held * 4;
	if (node_kb() - other_kb != kb)
		wrong("the node has %ld KiB of the device, not %ld; %ld pages are excluded",
		      node_kb() - other_kb, kb, held);
	if (iomem_bytes() != plugged * block_bytes)
		wrong("/proc/iomem has %ld bytes of the device, not %ld",
		      iomem_bytes(), plugged * block_bytes);
	if (!get_number("/sys/module/dax_kmem/refcnt") != !plugged)
		wrong("the module is used %ld times while %ld blocks are plugged",
		      get_number("/sys/module/dax_kmem/refcnt"), plugged);
}

static void check(void)
{
	if (is_bound() != model.bound) {
		wrong("the device is %sbound", model.bound ? "not " : "");
	} else if (model.bound) {
		check_bad_pages();
		check_blocks();
	}
	check_memory();
	if (model.may_go)
		wrong("%d blocks were not removed", model.may_go);
	if (model.bound && !failed)
		check_attributes();
	if (!failed)
		check_machine();
}

#endif /* SOAK_CHECK_H */
