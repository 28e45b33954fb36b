/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Numbers in tables of firmware and devices. */
#ifndef DK_CORE_BYTES_H
#define DK_CORE_BYTES_H

#include "types.h"

/* A little-endian number of up to 8 bytes, at any alignment. */
static inline u64 dk_le(const u8 *at, int bytes)
{
	u64 value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

#endif /* DK_CORE_BYTES_H */
