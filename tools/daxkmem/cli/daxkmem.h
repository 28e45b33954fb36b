/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all files of the tool use: options, messages, text, JSON, tables, signals. */
#ifndef DAXKMEM_H
#define DAXKMEM_H

#include <json-c/json.h>
#include "lib/private.h"
#include "lib/settings.h"

/* Exit codes; they stand in the man page too. */
enum {
	DONE = 0,		/* done, or so already */
	FAILED = 1,
	USAGE = 2,
	WOULD_CHANGE = 3,	/* of a dry run: it would do something */
	UNSUPPORTED = 4,	/* not supported here */
	PARTLY = 64,		/* some of it done */
};

/* Options of all commands. */
struct options {
	const char *sysroot;	/* before /sys, /proc and /dev; "" is this system */
	bool json;
	bool bytes;		/* sizes in bytes, not in units of 1024 */
	const char *color;	/* auto, always or never */
	bool quiet;		/* no progress */
	bool no_headings;	/* tables without the line of titles */
	bool raw;		/* tables with one space between columns */
	bool help;
	bool version;
};

extern struct options opt;
extern struct daxkmem_ctx *ctx;

/* say.c */
__printf(1, 2) const char *say(const char *fmt, ...);

/* options.c */
enum option_type {
	FLAG,		/* bool */
	WORD,		/* const char * */
	SECONDS,	/* unsigned int, 1 or more */
	BYTES,		/* long long, as "2G" */
	COLOR,		/* const char *: auto, always or never */
	SETTING,	/* the value of a setting */
	SETTINGS,	/* stands for an option for each setting */
};

struct option_def {
	const char *name;
	const char *arg;	/* as the help shows it; NULL for a FLAG */
	const char *help;
	enum option_type type;
	void *to;
};

/* The options of all settings; their values go to a struct settings. */
#define ALL_SETTINGS(to) { "", NULL, NULL, SETTINGS, to }

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *args;	/* as the help shows them */
	const char *help;	/* one line */
	const struct option_def *options;	/* ends with an empty one; or NULL */
	int min, max;		/* how many arguments; max < 0: any number */
};

/* A max: options too are left to the command, which is called at once. */
#define ALL_ITS_OWN (-2)

int options_scan(int argc, char **argv);
int options_parse(int argc, char **argv, const struct command *cmd);
void options_help(FILE *f, const struct option_def *options);
void options_help_common(FILE *f);

/* complain.c */
/* What stood in the way of a change; ops/obstacle.c finds it. */
struct obstacle {
	const char *text;	/* of say(), for people; "" if nothing is known */
	const char *next;	/* what to do about it; "" if that is not known */
	struct json_object *json;	/* of a block that did not go, what is in it */
	struct json_object *failure;	/* what the driver saw */
};

/* As complain(), with what stood in the way. Ends @o. */
int complain_of(struct obstacle *o, int code, int err, const char *object,
		const char *action, const char *cause, const char *next);
int usage(const char *object, const char *text, const char *next);
int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next);
void warn(const char *object, const char *text);
const char *next_step(int err, const char *otherwise);
const char *see_log(const char *name);

/* suggest.c */
const char *suggest(const char *word, const char *(*name)(const void *list, int i),
		    const void *list);

/* text.c */
const char *clean(const char *s);
const char *human(long long bytes);
const char *size_text(long long bytes);
const char *policy_words(void);

/* json.c */
struct json_object *json_text(const char *s);
struct json_object *json_count(long long n);
void json_put_text(struct json_object *o, const char *key, const char *s);
void json_put_count(struct json_object *o, const char *key, long long n);
void json_print(struct json_object *o);

/* table.c */
enum column_kind { TEXT, COUNT, SIZE };

struct column {
	const char *title;
	const char *key;	/* of the row's object */
	enum column_kind kind;	/* COUNT and SIZE stand to the right */
	const char *help;
};

void table_print(struct json_object *rows, const struct column *cols, int nr);

/* stop.c */
void stop_catch(void);
void stop_release(void);
void stop_after(unsigned int seconds);
void stop_cancel(void);
bool stop_asked(void);
void stop_wait(int fd);
bool stop_timed_out(void);

#endif /* DAXKMEM_H */
