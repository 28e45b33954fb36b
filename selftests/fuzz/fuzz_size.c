// SPDX-License-Identifier: GPL-2.0-only
/* Parses any text as a size, and as a range of pages. */
#include <stdint.h>
#include <stdlib.h>
#include "size.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct dk_span span;
	u64 bytes;

	dk_size_parse(text, size, &bytes);
	if (!dk_span_parse(text, size, 4096, &span) &&
	    (span.start >= span.end || span.start % 4096 || span.end % 4096))
		abort();
	return 0;
}
