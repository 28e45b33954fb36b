// SPDX-License-Identifier: GPL-2.0-or-later
/* Parses any text as configuration. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "conf/config.h"
#include "lib/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A parsed value must parse to the same value. */
static void check(const struct wish *w)
{
	char again[WORD_LEN];
	int s;

	if (!w->line || !*w->word)
		abort();
	for (s = 0; s < NR_SETTINGS; s++) {
		if (setting_info(s)->kind == DAXKMEM_SETTING_SWITCH ||
		    !setting_given(w->set, s))
			continue;
		if (setting_parse(s, w->set->value[s], again) ||
		    strcmp(again, w->set->value[s]))
			abort();
	}
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
