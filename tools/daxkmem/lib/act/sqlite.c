// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Read SQLite databases. The library is loaded when it is needed, because only an
 * import of rasdaemon's records does, and most systems attach memory without it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include "base/base.h"
#include "base/late.h"
#include "lib/act/sqlite.h"

#define LIBRARY "libsqlite3.so.0"
#define OPEN_READONLY 1		/* SQLITE_OPEN_READONLY */
#define ROW 100			/* SQLITE_ROW */
#define DONE 101		/* SQLITE_DONE */
#define ERROR 1			/* SQLITE_ERROR */
#define WAIT_MS 5000		/* rasdaemon may be writing */

struct sqlite_db {
	void *library;
	void *db;
	int (*open)(const char *path, void **db, int flags, const char *vfs);
	int (*busy)(void *db, int ms);
	int (*prepare)(void *db, const char *query, int len, void **statement,
		       const char **tail);
	int (*step)(void *statement);
	const unsigned char *(*text)(void *statement, int column);
	int (*finalize)(void *statement);
	int (*close)(void *db);
};

static bool load(struct sqlite_db *db)
{
	const struct late_call all[] = {
		{ "sqlite3_open_v2", &db->open },
		{ "sqlite3_busy_timeout", &db->busy },
		{ "sqlite3_prepare_v2", &db->prepare },
		{ "sqlite3_step", &db->step },
		{ "sqlite3_column_text", &db->text },
		{ "sqlite3_finalize", &db->finalize },
		{ "sqlite3_close", &db->close },
	};

	db->library = late_open(LIBRARY, all, ARRAY_SIZE(all));
	return db->library;
}

/* Returns 0, or a negative errno: -ENOPKG if the library is not installed. */
int sqlite_db_open(const char *path, struct sqlite_db **to)
{
	struct sqlite_db *db = calloc(1, sizeof(*db));

	if (!db)
		return -ENOMEM;
	if (!load(db)) {
		sqlite_db_close(db);
		return -ENOPKG;
	}
	if (db->open(path, &db->db, OPEN_READONLY, NULL)) {
		sqlite_db_close(db);
		return -EIO;
	}
	db->busy(db->db, WAIT_MS);
	*to = db;
	return 0;
}

/**
 * sqlite_db_each - call a function for each record of a query
 * @query: selects three columns
 * @fn: returns 0, or a negative errno to stop
 *
 * Returns 0; -ENOENT if there is no such table or column; the errno of @fn; or
 * -EIO.
 */
int sqlite_db_each(struct sqlite_db *db, const char *query,
		   int (*fn)(const struct sqlite_row *row, void *arg), void *arg)
{
	struct sqlite_row row;
	void *statement;
	int i, rc = db->prepare(db->db, query, -1, &statement, NULL), step;

	if (rc)
		return rc == ERROR ? -ENOENT : -EIO;
	while ((step = db->step(statement)) == ROW && !rc) {
		for (i = 0; i < 3; i++)
			row.text[i] = (const char *)db->text(statement, i);
		rc = fn(&row, arg);
	}
	db->finalize(statement);
	return rc ?: step == DONE ? 0 : -EIO;
}

void sqlite_db_close(struct sqlite_db *db)
{
	if (db->db)
		db->close(db->db);
	if (db->library)
		dlclose(db->library);
	free(db);
}
