/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by all files: options, messages, text, JSON, tables, signals. */
#ifndef DAXKMEM_H
#define DAXKMEM_H

#include <json-c/json.h>
#include "base/base.h"

/* Exit codes, documented in the man page. */
enum {
	DONE = 0,		/* done, or nothing to do */
	FAILED = 1,
	USAGE = 2,
	WOULD_CHANGE = 3,	/* dry run only: there is something to do */
	UNSUPPORTED = 4,	/* not supported on this system */
	PARTLY = 64,		/* done in part */
};

/* Options that all commands share. */
struct options {
	const char *sysroot;	/* prefix of /sys, /proc, /dev; "": none */
	bool json;
	bool bytes;		/* sizes in bytes, not as 2G */
	const char *color;	/* auto, always or never */
	bool quiet;		/* no progress */
	bool no_headings;	/* tables without the header line */
	bool raw;		/* tables with one space between columns */
	bool help;
	bool version;
};

extern struct options opt;
extern struct daxkmem_ctx *ctx;

/* Returns "" if the device lacks the property. */
static inline const char *device_text(const struct daxkmem_device *d,
				      enum daxkmem_text t)
{
	return daxkmem_device_text(d, t) ?: "";
}

static inline const char *device_name(const struct daxkmem_device *d)
{
	return daxkmem_device_text(d, DAXKMEM_NAME);
}

/* options.c */
enum option_type {
	FLAG,		/* bool */
	WORD,		/* const char * */
	SECONDS,	/* unsigned int, 1 or more */
	WHOLE,		/* unsigned int, 1 or more */
	BYTES,		/* long long, as "2G" */
	COLOR,		/* const char *: auto, always or never */
	SETTING,	/* the value of a setting */
	SETTINGS,	/* replaced by one option per setting */
};

struct option_def {
	const char *name;
	const char *arg;	/* value's name in the help; NULL for a FLAG */
	const char *help;
	enum option_type type;
	void *to;
};

/* One option per setting; @to: a pointer to settings, made when one is given. */
#define ALL_SETTINGS(to) { "", NULL, NULL, SETTINGS, to }

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *args;	/* arguments in the usage line */
	const char *help;	/* one line */
	const struct option_def *options;	/* up to an empty one; or NULL */
	int min, max;		/* number of arguments; max < 0: no limit */
};

/* Value of max: the command also parses its options, without a context. */
#define ALL_ITS_OWN (-2)

int options_scan(int argc, char **argv);
int options_parse(int argc, char **argv, const struct command *cmd, const char *help);
void options_help(FILE *f, const struct option_def *options);
void options_help_common(FILE *f);

/* complain.c */
/* What was in the way of a failed change; see ops/report.c. */
struct obstacle {
	const char *text;	/* NULL if it is not known */
	struct json_object *json;	/* contents of the failed block */
	struct json_object *failure;	/* failure reported by the driver */
};

/* Like complain(), but also prints @o. Releases the JSON objects in @o. */
int complain_of(struct obstacle *o, int code, int err, const char *object,
		const char *action, const char *cause, const char *next);
int usage(const char *object, const char *text, const char *next);
int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next);
void warn(const char *object, const char *text);

/* suggest.c */
const char *suggest(const char *word, const char *(*name)(const void *list, int i),
		    const void *list);

/* progress.c */
void progress_hook(const struct daxkmem_device *d, const char *what,
		   long long goal, bool begins);

/* ready.c */
void ready_expect(void);
bool ready_expected(void);
void ready_say(void);

/* hooks.c */
void hooks_set(void);

/* text.c */
const char *clean(const char *s);
const char *size_text(long long bytes);
void part_begin(void);

/* json.c */
struct json_object *json_text(const char *s);
struct json_object *json_count(long long n);
void json_put_text(struct json_object *o, const char *key, const char *s);
void json_put_count(struct json_object *o, const char *key, long long n);
void json_print(struct json_object *o);
void json_results_begin(void);
void json_results_end(void);
void json_result(struct json_object *o);

/* table.c */
enum column_kind { TEXT, COUNT, SIZE };

struct column {
	const char *title;
	const char *key;	/* member of the row's object */
	enum column_kind kind;	/* COUNT and SIZE are right-aligned */
	const char *help;
};

void table_print(struct json_object *rows, const struct column *cols, int nr);

/* stop.c */
void stop_catch(void);
void stop_release(void);
void stop_after(unsigned int seconds);
void stop_limit(unsigned int seconds);
void stop_limit_again(void);
void stop_cancel(void);
bool stop_asked(void);
void stop_wait(int fd);
bool stop_timed_out(void);

#endif /* DAXKMEM_H */
