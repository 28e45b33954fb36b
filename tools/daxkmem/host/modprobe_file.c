// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file of the tool in /etc/modprobe.d. The tool never changes a file that the
 * user has edited. All functions return 0, or a negative errno.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "host/modprobe_file.h"
#include "base/store.h"

int modprobe_file_read(const struct modprobe_file *file,
		       enum modprobe_state *state)
{
	char *text;
	int n = root_read_all(ctx, &text, MODPROBE_DIR "/%s", file->name);

	if (n == -ENOENT) {
		*state = MODPROBE_ABSENT;
		return 0;
	}
	if (n < 0)
		return n;
	*state = (size_t)n == strlen(file->content) &&
		 !memcmp(text, file->content, n) ? MODPROBE_OURS :
						   MODPROBE_EDITED;
	free(text);
	return 0;
}

/* Do not create /etc: a sysroot without it is most likely a typo. */
int modprobe_file_write(const struct modprobe_file *file)
{
	return root_exists(ctx, "/etc") ?
	       store_write(ctx, file->content, MODPROBE_DIR, file->name) :
	       -ENOENT;
}

int modprobe_file_remove(const struct modprobe_file *file)
{
	return store_remove(ctx, MODPROBE_DIR, file->name);
}
