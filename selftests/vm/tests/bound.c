// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that keeps using memory while its node is unplugged.
 * usage: bound MODE MIB [PAUSE]
 * In each round, the mode
 *	hold	reads and writes locked memory
 *	huge	reads and writes huge pages
 *	churn	maps, writes, reads and unmaps memory
 *	swap	pages memory out, reads it back and writes it again
 *	fork	forks a child that writes to all memory shared with its parent
 *	brood	forks a child that writes one page: most time is spent in fork()
 * and then rests for PAUSE ms, if given.
 * Prints "ready" once it has its memory, and on SIGTERM
 * "MODE: N rounds, W wrong, longest S ms", where S is the time of the slowest
 * write.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096UL

static volatile sig_atomic_t done;
static unsigned long rounds, wrong;
static double longest;
static unsigned long pause_ms;
static char first[80];		/* the first error */

__attribute__((format(printf, 1, 2)))
static void note_wrong(const char *format, ...)
{
	va_list ap;

	if (wrong++)
		return;
	va_start(ap, format);
	vsnprintf(first, sizeof(first), format, ap);
	va_end(ap);
}

static void end(int sig __attribute__((unused)))
{
	done = 1;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static unsigned long pattern(size_t at, unsigned long round)
{
	return at ^ round * 0x9e3779b97f4a7c15UL;
}

/* Write a word to each page, and record the time of the slowest write. */
static void fill(char *p, size_t len, unsigned long round)
{
	size_t at;

	for (at = 0; at < len; at += PAGE) {
		double start = now_ms(), took;

		*(unsigned long *)(p + at) = pattern(at, round);
		took = now_ms() - start;
		if (took > longest)
			longest = took;
	}
}

static void verify(char *p, size_t len, unsigned long round)
{
	size_t at;

	for (at = 0; at < len; at += PAGE) {
		unsigned long is = *(unsigned long *)(p + at);

		if (is != pattern(at, round))
			note_wrong("page %zu is %#lx in round %lu", at / PAGE, is,
				 round);
	}
}

static char *map(size_t len, int flags)
{
	char *p = mmap(NULL, len, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return p;
}

static void ready(void)
{
	puts("ready");
	fflush(stdout);
}

/* Rest after a round. A signal also ends the rest. */
static int is_done(void)
{
	struct timespec t = { .tv_sec = pause_ms / 1000,
			      .tv_nsec = pause_ms % 1000 * 1000000 };

	if (!done && pause_ms)
		nanosleep(&t, NULL);
	return done;
}

static void keep(char *p, size_t len)
{
	fill(p, len, rounds);
	ready();
	while (!is_done()) {
		verify(p, len, rounds);
		fill(p, len, ++rounds);
	}
	verify(p, len, rounds);
}

static void hold(size_t len)
{
	char *p = map(len, 0);

	if (mlock(p, len)) {
		perror("mlock");
		exit(1);
	}
	keep(p, len);
}

static void huge(size_t len)
{
	keep(map(len, MAP_HUGETLB), len);
}

static void churn(size_t len)
{
	ready();
	while (!is_done()) {
		char *p = map(len, 0);

		fill(p, len, ++rounds);
		verify(p, len, rounds);
		munmap(p, len);
	}
}

static void swap(size_t len)
{
	char *p = map(len, 0);

	fill(p, len, rounds);
	ready();
	while (!is_done()) {
		madvise(p, len, MADV_PAGEOUT);
		verify(p, len, rounds);
		fill(p, len, ++rounds);
	}
}

/* Return: the exit status of a child, 0 if its data is correct. */
static int child(char *p, size_t len)
{
	wrong = 0;
	fill(p, len, rounds);
	verify(p, len, rounds);
	if (wrong)
		fprintf(stderr, "a child: %s\n", first);
	return wrong > 0;
}

/* Each child writes @share bytes. A killed child counts as wrong. */
static void fork_loop(size_t len, size_t share)
{
	char *p = map(len, 0);
	int status;
	pid_t pid;

	fill(p, len, 0);
	ready();
	while (!is_done()) {
		rounds++;
		pid = fork();
		if (!pid)
			_exit(child(p, share));
		if (pid < 0)
			note_wrong("fork: %s", strerror(errno));
		else if (waitpid(pid, &status, 0) != pid)
			note_wrong("waitpid: %s", strerror(errno));
		else if (status)
			note_wrong("a child ends with %#x", status);
		verify(p, share, 0);
	}
}

static void fork_all(size_t len)
{
	fork_loop(len, len);
}

static void brood(size_t len)
{
	fork_loop(len, PAGE);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *word;
		void (*loop)(size_t len);
	} modes[] = { { "hold", hold }, { "huge", huge }, { "churn", churn },
		      { "swap", swap }, { "fork", fork_all },
		      { "brood", brood } };
	struct sigaction act = { .sa_handler = end, .sa_flags = SA_RESTART };
	unsigned int i;

	if (argc < 3 || argc > 4)
		return 2;
	if (argc == 4)
		pause_ms = strtoul(argv[3], NULL, 0);
	sigaction(SIGTERM, &act, NULL);
	for (i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (strcmp(modes[i].word, argv[1]))
			continue;
		modes[i].loop(strtoul(argv[2], NULL, 0) << 20);
		printf("%s: %lu rounds, %lu wrong%s%s, longest %.0f ms\n",
		       argv[1], rounds, wrong, wrong ? ", first: " : "", first,
		       longest);
		return wrong > 0;
	}
	return 2;
}
