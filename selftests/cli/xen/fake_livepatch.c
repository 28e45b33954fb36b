// SPDX-License-Identifier: GPL-2.0-or-later
/* Live patches, the version and the build id in the model of a host. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xenctrl.h>
#include "host.h"

#define BUILD_ID_LEN 20

int xc_version(xc_interface *xch, int cmd, void *arg)
{
	xen_build_id_t *id = arg;
	char *text;
	uint32_t n;

	(void)xch;
	if (called("xc_version", "%d", cmd) == FAIL)
		return -1;
	if (cmd == XENVER_version)
		return host_number(host_path("version"), 4 << 16 | 17);
	text = host_text(host_path("build_id"));
	n = text ? strlen(text) : 0;
	memcpy(id->buf, text, n < id->len ? n : id->len);
	free(text);
	return n;
}

static const char *patch(const char *name)
{
	return host_path("patches/%s", name);
}

static int state_of(const char *name)
{
	return host_number(patch(name), 0);
}

/* True if the object has the build id of this hypervisor in both notes. */
static bool fits(const unsigned char *object, uint32_t size)
{
	char *id = host_text(host_path("build_id"));
	const unsigned char *end = object + size, *at = object;
	int n = 0;

	while (id && (at = memmem(at, end - at, id, BUILD_ID_LEN))) {
		at++;
		n++;
	}
	free(id);
	return n == 2;
}

int xc_livepatch_upload(xc_interface *xch, char *name, unsigned char *payload,
			uint32_t size)
{
	(void)xch;
	if (called("xc_livepatch_upload", "%s", name) == FAIL)
		return -1;
	if (state_of(name)) {
		errno = EEXIST;
		return -1;
	}
	if (!fits(payload, size)) {
		errno = EINVAL;
		return -1;
	}
	host_set(patch(name), LIVEPATCH_STATE_CHECKED);
	return 0;
}

/* The line "xc_livepatch_get # NUMBER" in fail: an action ends with that error. */
int xc_livepatch_get(xc_interface *xch, char *name,
		     xen_livepatch_status_t *status)
{
	(void)xch;
	if (called("xc_livepatch_get", "%s", name) == FAIL)
		return -1;
	status->state = state_of(name);
	status->rc = injected_number() >= 0 ? -injected_number() : 0;
	if (status->state)
		return 0;
	errno = ENOENT;
	return -1;
}

static int set(const char *function, const char *name, int from, int to)
{
	if (called(function, "%s", name) == FAIL)
		return -1;
	if (state_of(name) != from) {
		errno = EINVAL;
		return -1;
	}
	if (to)
		host_set(patch(name), to);
	else
		unlink(patch(name));
	return 0;
}

int xc_livepatch_apply(xc_interface *xch, char *name, uint32_t timeout,
		       uint32_t flags)
{
	(void)xch;
	(void)timeout;
	(void)flags;
	return set("xc_livepatch_apply", name, LIVEPATCH_STATE_CHECKED,
		   LIVEPATCH_STATE_APPLIED);
}

int xc_livepatch_revert(xc_interface *xch, char *name, uint32_t timeout,
			uint32_t flags)
{
	(void)xch;
	(void)timeout;
	(void)flags;
	return set("xc_livepatch_revert", name, LIVEPATCH_STATE_APPLIED,
		   LIVEPATCH_STATE_CHECKED);
}

int xc_livepatch_unload(xc_interface *xch, char *name, uint32_t timeout,
			uint32_t flags)
{
	(void)xch;
	(void)timeout;
	(void)flags;
	return set("xc_livepatch_unload", name, LIVEPATCH_STATE_CHECKED, 0);
}

static struct dirent *next_patch(DIR *d)
{
	struct dirent *e;

	do
		e = d ? readdir(d) : NULL;
	while (e && e->d_name[0] == '.');
	return e;
}

int xc_livepatch_list_get_sizes(xc_interface *xch, unsigned int *nr,
				uint32_t *name_total_size,
				uint32_t *metadata_total_size)
{
	DIR *d = opendir(host_path("patches"));
	struct dirent *e;

	(void)xch;
	*nr = *name_total_size = *metadata_total_size = 0;
	if (called("xc_livepatch_list_get_sizes", "-") == FAIL) {
		closedir(d);
		return -1;
	}
	while ((e = next_patch(d))) {
		++*nr;
		*name_total_size += strlen(e->d_name) + 1;
	}
	if (d)
		closedir(d);
	return 0;
}

int xc_livepatch_list(xc_interface *xch, const unsigned int max,
		      const unsigned int start,
		      struct xen_livepatch_status *info, char *name,
		      uint32_t *len, const uint32_t name_total_size,
		      char *metadata, uint32_t *metadata_len,
		      const uint32_t metadata_total_size, unsigned int *done,
		      unsigned int *left)
{
	DIR *d = opendir(host_path("patches"));
	struct dirent *e;

	(void)xch;
	(void)name_total_size;
	(void)metadata;
	(void)metadata_total_size;
	*left = 0;
	*done = start;
	if (called("xc_livepatch_list", "%u", max) == FAIL) {
		closedir(d);
		return -1;
	}
	while (*done < max && (e = next_patch(d))) {
		strcpy(name, e->d_name);
		len[*done] = strlen(name) + 1;
		metadata_len[*done] = 0;
		info[*done].state = state_of(e->d_name);
		info[*done].rc = 0;
		name += len[(*done)++];
	}
	if (injected_number() >= 0)
		*left = injected_number();
	closedir(d);
	return 0;
}
