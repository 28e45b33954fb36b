// SPDX-License-Identifier: LGPL-2.1-or-later
/* The forms of the words that name devices. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"
#include "size.h"

static const char *digits(const char *s)
{
	if (!isdigit((unsigned char)*s))
		return NULL;
	while (isdigit((unsigned char)*s))
		s++;
	return s;
}

/* "dax", digits, a dot, digits; or "kmem_range.", digits. */
bool daxkmem_name_ok(const char *name)
{
	const char *s;

	if (strlen(name) > NAME_MAX_LEN)
		return false;
	if (!strncmp(name, RANGE_NAME, strlen(RANGE_NAME))) {
		s = digits(name + strlen(RANGE_NAME));
		return s && !*s;
	}
	if (strncmp(name, "dax", 3))
		return false;
	s = digits(name + 3);
	if (!s || *s != '.')
		return false;
	s = digits(s + 1);
	return s && !*s;
}

int daxkmem_range_parse(const char *text, struct daxkmem_range *r)
{
	const char *plus = strchr(text, '+');
	size_t len = plus ? plus - text : 0;
	u64 start, size;

	if (!plus || strspn(text, "0123456789") == len ||
	    dk_size_parse(text, len, &start) ||
	    dk_size_parse(plus + 1, strlen(plus + 1), &size) ||
	    !size || start + size < start)
		return -EINVAL;
	if (r)
		*r = (struct daxkmem_range){ start, start + size };
	return 0;
}

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
