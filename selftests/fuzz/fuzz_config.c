// SPDX-License-Identifier: GPL-2.0-or-later
/* Any text as configuration. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "conf/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct wish *w)
{
	if (!w->line || !*w->word || w->size < -1 || w->kernel_size < -1 ||
	    w->scrub < -1 || w->scrub > 1)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config c = { .nr = 0 };
	char *text = malloc(size + 1);
	int i;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	config_parse(&c, "fuzz.conf", text);
	for (i = 0; i < c.nr; i++)
		check(&c.v[i]);
	config_free(&c);
	free(text);
	return 0;
}
