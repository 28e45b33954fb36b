/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Read SQLite databases, if the library is installed. */
#ifndef LIBDAXKMEM_SQLITE_H
#define LIBDAXKMEM_SQLITE_H

#include <stdbool.h>

/* A record of up to three columns. */
struct sqlite_row {
	const char *text[3];	/* NULL if the column is NULL */
};

struct sqlite_db;

int sqlite_db_open(const char *path, struct sqlite_db **db);
int sqlite_db_each(struct sqlite_db *db, const char *query,
		   int (*fn)(const struct sqlite_row *row, void *arg), void *arg);
void sqlite_db_close(struct sqlite_db *db);

#endif /* LIBDAXKMEM_SQLITE_H */
