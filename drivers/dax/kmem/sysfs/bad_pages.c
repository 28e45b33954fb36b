// SPDX-License-Identifier: GPL-2.0-only
/* The attribute bad_pages: parse, call, print. */
#include <linux/device.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "bad/bad.h"
#include "compat/compat.h"
#include "core/badlist.h"
#include "sysfs.h"

#define BAD_LINE 38

/* Find bad range number @nth of the device; adjoining pages are one range. */
static bool bad_pages_nth(const struct dk_spanset *ranges, u64 nth,
			  struct dk_span *part)
{
	struct dk_span within;
	u32 i;

	for (i = 0; i < ranges->nr; i++) {
		within = ranges->v[i];
		while (dax_kmem_bad_first(within, part)) {
			if (!nth--)
				return true;
			within.start = part->end;
		}
	}
	return false;
}

/* struct dk_lines.print */
static bool print_bad(u64 nth, char *line, void *arg)
{
	struct dk_span part;

	if (!bad_pages_nth(arg, nth, &part))
		return false;
	snprintf(line, BAD_LINE + 1, "%#018llx-%#018llx\n", part.start,
		 part.end - 1);
	return true;
}

/**
 * dax_kmem_bad_pages_print - produce the text of a read of bad_pages
 * @ranges: the physical ranges of the device
 * @buf: receives the lines, or parts of them
 * @off: offset of the read
 * @count: size of @buf in bytes
 *
 * Return: the number of bytes in @buf; fewer than @count at the end.
 */
size_t dax_kmem_bad_pages_print(const struct dk_spanset *ranges, char *buf,
				loff_t off, size_t count)
{
	struct dk_lines lines = { BAD_LINE, print_bad, (void *)ranges };

	return dax_kmem_lines_read(&lines, buf, off, count);
}

DK_EXPORT(dax_kmem_bad_pages_print);

static ssize_t bad_pages_read(struct file *file, struct kobject *kobj,
			      DK_CONST_BIN struct bin_attribute *attr,
			      char *buf, loff_t off, size_t count)
{
	struct dax_kmem *dk = dev_get_drvdata(kobj_to_dev(kobj));

	return dax_kmem_bad_pages_print(&dk->ranges, buf, off, count);
}

/*
 * Add only new pages to the ledger, so that only those are reported in uevents.
 * Retire the whole span: a page that is known to be bad may still be in use.
 */
static int bad_pages_add(void *owner, struct dk_span span, bool lost)
{
	struct dk_span known, fresh, rest = span;
	int rc = 0;

	while (!rc && dax_kmem_bad_first(rest, &known)) {
		fresh.start = rest.start;
		fresh.end = known.start;
		if (!dk_span_empty(fresh))
			rc = dax_kmem_bad_add(fresh, lost);
		if (!rc && lost)
			rc = dax_kmem_bad_add(known, lost);
		rest.start = known.end;
	}
	if (!rc && !dk_span_empty(rest))
		rc = dax_kmem_bad_add(rest, lost);
	if (!rc)
		dax_kmem_retire(span);
	return rc;
}

static int bad_pages_forget(void *owner, struct dk_span span)
{
	return dax_kmem_bad_forget_of(owner, span);
}

static int take_word(const struct dk_bad_file *f, const char *word, size_t len)
{
	struct dk_bad_word w;

	if (dk_bad_word_parse(word, len, PAGE_SIZE, &w))
		return dk_refuse_word(f->driver, f->name, "bad_pages", word, len,
				      "0xSTART-0xEND or 0xADDRESS, prefixed with ! if its content is lost, or with - to forget the range");
	if (!dk_spanset_covers(f->ranges, w.span)) {
		pr_err("%s %s: bad_pages: %#llx-%#llx is not inside the device\n",
		       f->driver, f->name, w.span.start, w.span.end - 1);
		return -ERANGE;
	}
	return w.forget ? f->forget(f->owner, w.span) :
			  f->add(f->owner, w.span, w.lost);
}

/* The text is one value that may be truncated: none of it can be used. */
static int refuse_cut(const struct dk_bad_file *f, const char *buf, size_t len)
{
	pr_err("%s %s: bad_pages: \"%*pE\" may be truncated; end each write of less than %lu bytes with a newline\n",
	       f->driver, f->name, (int)min_t(size_t, len, 32), buf, PAGE_SIZE);
	return -EINVAL;
}

/**
 * dax_kmem_bad_pages_take - process a write to bad_pages
 * @f: the attribute
 * @buf: the text
 * @off: offset of the write, 0 for the first one through an open file
 * @count: length of the text
 *
 * sysfs splits a long write into pieces of one page, and stdio splits output
 * into pieces of its buffer. The last value may thus be truncated in a piece of
 * a whole page and in every piece after the first. Such a value is left to the
 * next write: a short return value makes the writer send the rest again. If the
 * piece has no other value, it is refused.
 *
 * Return: the number of bytes processed; -EINVAL or -ERANGE after a line in the
 * log; or the errno of @f->add or @f->forget.
 */
ssize_t dax_kmem_bad_pages_take(const struct dk_bad_file *f, const char *buf,
				loff_t off, size_t count)
{
	size_t at = 0, len, words;
	int rc = 0;

	words = dk_bad_words(buf, count, off || count >= PAGE_SIZE);
	if (!words)
		return count ? refuse_cut(f, buf, count) : -EINVAL;
	while (!rc && (len = dk_bad_word_next(buf, words, &at))) {
		rc = take_word(f, buf + at, len);
		at += len;
	}
	return rc ?: words;
}

DK_EXPORT(dax_kmem_bad_pages_take);

static ssize_t bad_pages_write(struct file *file, struct kobject *kobj,
			       DK_CONST_BIN struct bin_attribute *attr,
			       char *buf, loff_t off, size_t count)
{
	struct dax_kmem *dk = dev_get_drvdata(kobj_to_dev(kobj));
	const struct dk_bad_file f = {
		.driver = "dax_kmem",
		.name = dk->name,
		.ranges = &dk->ranges,
		.add = bad_pages_add,
		.forget = bad_pages_forget,
		.owner = dk,
	};

	return dax_kmem_bad_pages_take(&f, buf, off, count);
}
BIN_ATTR_ADMIN_RW(bad_pages, 0);
