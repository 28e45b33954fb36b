// SPDX-License-Identifier: GPL-2.0-or-later
/* The files of the model, the log of calls, and the errors to inject. */
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "host.h"

#define NR_PATHS 16

static char text_to_log[256];
static long long number;

/* The function of the library that a fake replaces. */
void *host_real(const char *function)
{
	void *fn = dlsym(RTLD_NEXT, function);

	if (!fn) {
		fprintf(stderr, "fakes: there is no real %s\n", function);
		abort();
	}
	return fn;
}

static FILE *open_file(const char *path, const char *mode)
{
	/* Unlike our open(), fopen() does not redirect paths. */
	return fopen(path, mode);
}

/* A path below FAKE_XEN, valid until NR_PATHS more calls. */
const char *host_path(const char *fmt, ...)
{
	static char paths[NR_PATHS][512];
	static unsigned int turn;
	const char *host = getenv("FAKE_XEN");
	char *path = paths[turn++ % NR_PATHS];
	va_list ap;
	int n;

	if (!host) {
		fputs("fakes: FAKE_XEN is not set\n", stderr);
		abort();
	}
	n = snprintf(path, sizeof(paths[0]), "%s/", host);
	va_start(ap, fmt);
	vsnprintf(path + n, sizeof(paths[0]) - n, fmt, ap);
	va_end(ap);
	return path;
}

bool host_has(const char *path)
{
	struct stat s;

	return !stat(path, &s);
}

/* Without the final newline; the caller frees it. NULL if there is no file. */
char *host_text(const char *path)
{
	FILE *f = open_file(path, "r");
	char *text = NULL;
	size_t room = 0;
	ssize_t n;

	if (!f)
		return NULL;
	n = getdelim(&text, &room, 0, f);
	fclose(f);
	if (n < 0) {
		free(text);
		return strdup("");
	}
	if (n && text[n - 1] == '\n')
		text[n - 1] = 0;
	return text;
}

long long host_number(const char *path, long long otherwise)
{
	char *text = host_text(path);
	long long n = text ? strtoll(text, NULL, 0) : otherwise;

	free(text);
	return n;
}

void host_write(const char *path, const char *text)
{
	FILE *f = open_file(path, "w");

	if (!f) {
		fprintf(stderr, "fakes: %s cannot be written\n", path);
		abort();
	}
	fprintf(f, "%s\n", text);
	fclose(f);
}

void host_set(const char *path, long long n)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", n);
	host_write(path, text);
}

static void log_call(const char *function, const char *fmt, va_list ap)
{
	FILE *f = open_file(host_path("log"), "a");

	if (!f)
		return;
	fprintf(f, "%s ", function);
	vfprintf(f, fmt, ap);
	fputc('\n', f);
	fclose(f);
}

/* The number of calls of @function by this process, with this one. */
static int count(const char *function)
{
	static struct { char name[64]; int calls; } seen[64];
	size_t i;

	for (i = 0; i < sizeof(seen) / sizeof(*seen); i++) {
		if (!*seen[i].name)
			snprintf(seen[i].name, sizeof(seen[i].name), "%s",
				 function);
		if (!strcmp(seen[i].name, function))
			return ++seen[i].calls;
	}
	abort();
}

/* @when: "3", "2+" for the second and all later calls, or "*" for all. */
static bool is_due(const char *when, int call)
{
	char *end;
	long n = strtol(when, &end, 10);

	return *when == '*' || call == n || (*end == '+' && call > n);
}

static int errno_of(const char *name)
{
	int err;

	for (err = 1; err < 134; err++)
		if (strerrorname_np(err) && !strcmp(strerrorname_np(err), name))
			return err;
	fprintf(stderr, "fakes: there is no error %s\n", name);
	abort();
}

/* "KILL" or "TERM"; with "-PARENT" for daxkmem-xen, the parent of xl. */
static void send_signal(const char *what)
{
	bool parent = strstr(what, "-PARENT");

	kill(parent ? getppid() : getpid(), *what == 'K' ? SIGKILL : SIGTERM);
	/* xl ends with its parent; it must not continue until then. */
	if (parent && *what == 'K')
		pause();
}

static enum verdict act(const char *what)
{
	if (!strcmp(what, "NOTHING"))
		return NOTHING;
	if (*what == '=') {
		number = strtoll(what + 1, NULL, 0);
		return GO;
	}
	if (!strncmp(what, "SIG", 3)) {
		send_signal(what + 3);
		return GO;
	}
	errno = errno_of(what);
	return FAIL;
}

static enum verdict find_failure(FILE *f, const char *function, int call)
{
	char line[512], name[64], when[16], what[32];
	int at;

	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%63s %15s %31s %n", name, when, what,
			   &at) < 3 ||
		    strcmp(name, function) || !is_due(when, call))
			continue;
		snprintf(text_to_log, sizeof(text_to_log), "%.255s", line + at);
		return act(what);
	}
	return GO;
}

/**
 * called - log a call, and look up whether it must fail
 * @function: name of the function
 *
 * A line of the file "fail" is "FUNCTION WHEN WHAT [TEXT]". WHEN is the number
 * of the call in this process, "N+" or "*". WHAT is the name of an errno,
 * NOTHING, "=NUMBER" for a number that the function reports, or a signal that
 * is sent to this process or its parent before the call. TEXT is logged by
 * the fake of libxenlight.
 *
 * Return: what the fake must do
 */
enum verdict called(const char *function, const char *fmt, ...)
{
	enum verdict verdict = GO;
	int call = count(function);
	va_list ap;
	FILE *f;

	va_start(ap, fmt);
	log_call(function, fmt, ap);
	va_end(ap);
	*text_to_log = 0;
	number = -1;
	f = open_file(host_path("fail"), "r");
	if (f) {
		verdict = find_failure(f, function, call);
		fclose(f);
	}
	return verdict;
}

/* TEXT of the last call. */
const char *injected_text(void)
{
	return text_to_log;
}

/* NUMBER of the last call, or -1. */
long long injected_number(void)
{
	return number;
}

bool node_read(int node, struct node *n)
{
	char *text = host_text(host_path("nodes/%d", node));
	bool there = text && sscanf(text, "%lld %lld %lli", &n->size, &n->free,
				    &n->start) == 3;

	free(text);
	return there;
}

static void node_write(int node, const struct node *n)
{
	char text[96];

	snprintf(text, sizeof(text), "%lld %lld 0x%llx", n->size, n->free,
		 n->start);
	host_write(host_path("nodes/%d", node), text);
}

/* Allocates consecutive pages, as long as none have been freed. */
bool node_take(int node, uint64_t pages, uint64_t *mfn)
{
	struct node n;

	if (!node_read(node, &n) || n.free < (long long)(pages * PAGE))
		return false;
	*mfn = (n.start + n.size - n.free) / PAGE;
	n.free -= pages * PAGE;
	node_write(node, &n);
	return true;
}

void node_give(uint64_t mfn, uint64_t pages)
{
	long long at = mfn * PAGE;
	struct node n;
	int i;

	for (i = 0; i < 8; i++) {
		if (!node_read(i, &n) || at < n.start || at >= n.start + n.size)
			continue;
		n.free += pages * PAGE;
		node_write(i, &n);
		return;
	}
}
