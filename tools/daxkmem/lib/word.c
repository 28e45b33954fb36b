// SPDX-License-Identifier: LGPL-2.1-or-later
/* The forms of the words that name devices. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"

/* Parse a serial number: decimal, or hexadecimal with the prefix 0x. */
bool word_serial(const char *word, unsigned long long *serial)
{
	bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
	char *end;

	if (!isxdigit((unsigned char)word[hex ? 2 : 0]))
		return false;
	errno = 0;
	*serial = strtoull(word, &end, hex ? 16 : 10);
	return !errno && end > word && !*end;
}

/* Advance @word past @prefix if something follows it. */
static bool skip(const char **word, const char *prefix)
{
	size_t len = strlen(prefix);

	if (strncmp(*word, prefix, len) || !(*word)[len])
		return false;
	*word += len;
	return true;
}

/* Classify @word and advance it past its prefix. */
enum word_kind word_kind(const char **word)
{
	unsigned long long serial;

	skip(word, "/dev/");
	if (daxkmem_name_ok(*word))
		return WORD_DEVICE;
	if (!strncmp(*word, "namespace", 9) && (*word)[9])
		return WORD_NAMESPACE;
	if (skip(word, "uuid="))
		return WORD_UUID;
	if (skip(word, "region="))
		return WORD_REGION;
	if (skip(word, "memdev="))
		return WORD_MEMDEV;
	if (skip(word, "serial="))
		return word_serial(*word, &serial) ? WORD_SERIAL : WORD_NONE;
	if (skip(word, "range="))
		return daxkmem_range_parse(*word, NULL) ? WORD_NONE : WORD_RANGE;
	return WORD_NONE;
}

bool daxkmem_word_ok(const char *word)
{
	return word_kind(&word) != WORD_NONE;
}
