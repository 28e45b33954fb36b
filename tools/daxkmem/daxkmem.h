/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of the tool know of each other. */
#ifndef DAXKMEM_H
#define DAXKMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define VERSION "0.1"

/* Exit codes; they stand in the man page too. */
enum {
	DONE = 0,		/* done, or so already */
	FAILED = 1,
	USAGE = 2,
	UNSUPPORTED = 4,	/* not supported here */
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define __printf(fmt, args) __attribute__((format(printf, fmt, args)))

#define NAME_MAX_LEN 30		/* of a device on the dax bus */
#define WORD_LEN 64

/* main.c, options.c */
struct options {
	const char *sysroot;	/* before /sys, /proc and /dev; "" is this system */
	const char *policy;	/* NULL: the driver's own */
	unsigned int timeout;	/* seconds; 0: none */
	bool json;
	bool bytes;
	bool force;
	bool help;
	bool version;
	char used[16];		/* the letters of the options that were given */
};

extern struct options opt;

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *args;	/* as the help shows them */
	const char *allowed;	/* letters of the options it knows */
	int min, max;		/* how many arguments; max < 0: any number */
	const char *help;
};

int options_parse(int argc, char **argv);
int options_check(const struct command *cmd);
void options_help(FILE *f, const char *allowed);

int cmd_list(int argc, char **argv);
int cmd_attach(int argc, char **argv);
int cmd_detach(int argc, char **argv);
int cmd_state(int argc, char **argv);

/* complain.c */
int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next);
__printf(1, 2) const char *say(const char *fmt, ...);
const char *next_step(int err, const char *otherwise);

/* text.c */
void json_string(FILE *f, const char *s);
void print_safe(FILE *f, const char *s);
const char *human(long long bytes);
const char *policy_words(void);

/* sysfs.c: 0 or a length, or a negative errno; paths are below the sysroot */
__printf(1, 2) const char *path_of(const char *fmt, ...);
__printf(3, 4) int sys_path(char *path, size_t len, const char *fmt, ...);
bool sys_exists(const char *path);
int sys_read(char *buf, size_t len, const char *path);
int sys_write(const char *path, const char *word);
int sys_target(char *buf, size_t len, const char *path);

/* device.c */
struct dax_device {
	char name[NAME_MAX_LEN + 1];
	char driver[WORD_LEN];	/* on the dax bus; "" if it has none */
	bool attached;		/* dax_kmem has it, by whatever name */
	int node;		/* the target node; -1 if there is none */
	char state[WORD_LEN];	/* "" if there is no such file */
	char policy[WORD_LEN];
	long long size;		/* bytes; -1 if there is no such file */
	long long usable, plugged, online, lost;
};

bool device_name_ok(const char *name);
bool device_in_tree_kmem(const struct dax_device *d);
void device_read(struct dax_device *d, const char *name);
int device_find(struct dax_device *d, const char *name, const char *action);
int devices_read(struct dax_device **all);

/* driver.c */
const char *driver_ours(void);
bool driver_exists(const char *driver);
int driver_lock(const char *driver);
int driver_write(const char *driver, const char *file, const char *word);

/* holders.c */
int holders_of(const char *name, char *pids, size_t len);

/* stop.c */
void stop_catch(void);
void stop_after(unsigned int seconds);
void stop_cancel(void);
bool stop_asked(void);
bool stop_timed_out(void);

/* print.c */
void print_table(const struct dax_device *v, int nr);
void print_json(const struct dax_device *v, int nr);
void print_done(const char *name, const char *text);

#endif /* DAXKMEM_H */
