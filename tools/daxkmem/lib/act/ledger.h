/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ledger: bad pages of a device, saved across reboots. */
#ifndef DAXKMEM_LEDGER_H
#define DAXKMEM_LEDGER_H

#include "lib/notes.h"
#include "lib/private.h"

int ledger_read(const struct daxkmem_device *d, const char *action,
		struct notes *bad);
int ledger_add(const struct daxkmem_device *d, const char *action,
	       const struct notes *bad);
int ledger_feed(const struct daxkmem_device *d, const char *action);
int ledger_save(const struct daxkmem_device *d, const char *action);
int ledger_forget(const struct daxkmem_device *d, const char *action,
		  const struct ranges *gone);
int ledger_tell(const struct daxkmem_device *d, const char *action,
		const char *sign, const struct ranges *bad);
int ledger_take(const struct daxkmem_device *d, const char *action,
		const struct notes *bad);

int ledger_path(const struct daxkmem_device *d, const char *suffix, char *file);
int ledger_own(const struct daxkmem_device *d, const char *action,
	       struct ranges *own);

/* ledger_text.c */
int ledger_parse(struct daxkmem_ctx *ctx, const char *file, char *text,
		 const char *action, unsigned long long base,
		 struct notes *bad);
char *ledger_print(unsigned long long base, const struct notes *bad);

#endif /* DAXKMEM_LEDGER_H */
