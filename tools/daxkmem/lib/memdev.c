// SPDX-License-Identifier: LGPL-2.1-or-later
/* CXL memory devices, and the dax devices whose memory they have. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "private.h"

#define FIELD CXL_NAME_LEN	/* size of the texts of struct daxkmem_memdev */

/* The device's link in the directory of the bus ends with ".../0000:11:00.0/mem0". */
static void read_host(const struct daxkmem_ctx *ctx, struct daxkmem_memdev *m)
{
	char path[PATH_MAX], link[PATH_MAX];
	ssize_t n = -1;
	char *slash;

	if (!root_path(ctx, path, CXL_DEVICES "/%s", m->name))
		n = readlink(path, link, sizeof(link) - 1);
	link[n < 0 ? 0 : n] = 0;
	slash = strrchr(link, '/');
	if (!slash)
		return;
	*slash = 0;
	slash = strrchr(link, '/');
	if (slash && strlen(slash + 1) < FIELD && slash[1] != '.')
		strcpy(m->host, slash + 1);
}

static void read_text(const struct daxkmem_ctx *ctx, const struct daxkmem_memdev *m,
		      const char *file, char *text)
{
	if (root_read(ctx, text, FIELD, CXL_DEVICES "/%s/%s", m->name, file) < 0)
		text[0] = 0;
}

/* Returns false if there is no such memory device. */
static bool read_memdev(const struct daxkmem_ctx *ctx, const char *name,
			struct daxkmem_memdev *m)
{
	char serial[FIELD];

	*m = (struct daxkmem_memdev){ 0 };
	if (strlen(name) >= FIELD)
		return false;
	strcpy(m->name, name);
	read_text(ctx, m, "serial", serial);
	if (!word_serial(serial, &m->serial))
		return false;
	read_text(ctx, m, "firmware_version", m->firmware_version);
	read_text(ctx, m, "security/state", m->security);
	read_host(ctx, m);
	return true;
}

/*
 * The parent of an endpoint decoder is an endpoint, whose link uport leads to the
 * memory device. Returns 0; -ENOENT if the kernel is removing them; or another
 * negative errno.
 */
static int memdev_of(const struct daxkmem_ctx *ctx, const char *decoder, char *name)
{
	int rc = root_target(ctx, name, CXL_NAME_LEN, CXL_DEVICES "/%s/../uport",
			     decoder);

	return rc == -EINVAL ? -ENOENT : rc;
}

/**
 * cxl_region_target - find a target of a region
 * @i: its position in the interleave
 * @decoder: receives the name of the endpoint decoder
 * @memdev: receives the name of its memory device
 *
 * Both have room for CXL_NAME_LEN bytes. Returns 0; -ENOENT if the region has no
 * such target, or if the kernel is removing it; or another negative errno.
 */
int cxl_region_target(const struct daxkmem_ctx *ctx, const char *region, int i,
		      char *decoder, char *memdev)
{
	int rc = root_read(ctx, decoder, CXL_NAME_LEN,
			   CXL_DEVICES "/%s/target%d", region, i);

	if (rc < 0)
		return rc;
	if (!*decoder || strchr(decoder, '/'))
		return -ENOENT;
	return memdev_of(ctx, decoder, memdev);
}

/**
 * cxl_number - read a number of 64 bits, decimal or hexadecimal
 * @dev: a device on the CXL bus, such as decoder2.0
 *
 * Returns false if it cannot be read.
 */
bool cxl_number(const struct daxkmem_ctx *ctx, unsigned long long *value,
		const char *dev, const char *file)
{
	char text[CXL_NAME_LEN];

	return root_read(ctx, text, sizeof(text), CXL_DEVICES "/%s/%s", dev,
			 file) > 0 && word_serial(text, value);
}

int daxkmem_device_memdevs(const struct daxkmem_device *d,
			   struct daxkmem_memdev **list)
{
	int i, nr = 0, ways = d->numbers[DAXKMEM_INTERLEAVE_WAYS];
	const char *region = d->texts[DAXKMEM_REGION];
	char decoder[FIELD], name[FIELD];
	struct daxkmem_memdev *v;

	*list = NULL;
	if (ways <= 0)
		return 0;
	v = calloc(ways, sizeof(*v));
	if (!v)
		return -ENOMEM;
	for (i = 0; i < ways; i++) {
		if (cxl_region_target(d->ctx, region, i, decoder, name) ||
		    !read_memdev(d->ctx, name, &v[nr]))
			continue;
		snprintf(v[nr++].region, FIELD, "%.*s", FIELD - 1, region);
	}
	*list = v;
	return nr;
}

/* Enter the region of an endpoint decoder into the memory device of the decoder. */
static void add_region(const struct daxkmem_ctx *ctx, const char *decoder,
		       struct daxkmem_memdev *v, int nr)
{
	char region[FIELD], name[FIELD];
	int i;

	if (root_read(ctx, region, sizeof(region), CXL_DEVICES "/%s/region",
		      decoder) <= 0 || memdev_of(ctx, decoder, name))
		return;
	for (i = 0; i < nr; i++)
		if (!strcmp(v[i].name, name) && !*v[i].region)
			strcpy(v[i].region, region);
}

static int read_list(const struct daxkmem_ctx *ctx, char **names, int nr_names,
		     struct daxkmem_memdev *v)
{
	int i, nr = 0;

	for (i = 0; i < nr_names; i++)
		if (!strncmp(names[i], "mem", 3) &&
		    read_memdev(ctx, names[i], &v[nr]))
			nr++;
	for (i = 0; i < nr_names; i++)
		if (!strncmp(names[i], "decoder", 7))
			add_region(ctx, names[i], v, nr);
	return nr;
}

int daxkmem_memdevs(struct daxkmem_ctx *ctx, struct daxkmem_memdev **list)
{
	char **names;
	int nr = -ENOMEM, nr_names = root_list(ctx, &names, CXL_DEVICES);

	*list = NULL;
	if (nr_names < 0)
		return nr_names == -ENOENT ? 0 : nr_names;
	*list = calloc(nr_names + 1, sizeof(**list));
	if (*list)
		nr = read_list(ctx, names, nr_names, *list);
	root_list_free(names, nr_names);
	return nr;
}

bool daxkmem_memdev_matches(const struct daxkmem_memdev *m, const char *word)
{
	unsigned long long serial;

	switch (word_kind(&word)) {
	case WORD_MEMDEV:
		return !strcmp(m->name, word);
	case WORD_SERIAL:
		return word_serial(word, &serial) && m->serial == serial;
	default:
		return false;
	}
}
