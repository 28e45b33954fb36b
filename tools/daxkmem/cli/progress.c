// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Show the progress of a long write by polling the driver's attributes: one
 * line that is redrawn on a terminal, new lines at growing intervals elsewhere.
 * A systemd unit that attaches a device is active once its first memory is online.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "cli/daxkmem.h"

#define TICK_NS 20000000	/* to look for the first memory */
#define DRAW_TICKS 10		/* the other numbers are multiples of this */
#define QUIET_TICKS 3		/* show nothing for shorter writes ... */
#define LOG_TICKS 25		/* ... and, in a log, for writes below this */
#define BAR 24

struct progress {
	const struct daxkmem_device *d;
	const char *what;
	long long from, goal;	/* bytes online before and at the end */
	struct timespec start;
	bool shown, terminal;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool over;
};

static double since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec +
	       (now.tv_nsec - start->tv_nsec) / 1e9;
}

static bool measure_scrub(const char *name, long long *done, long long *all)
{
	*done = root_number(ctx, "%s/%s/dax_kmem/scrubbed_size", bus_of(name), name);
	*all = root_number(ctx, "%s/%s/dax_kmem/scrub_size", bus_of(name), name);
	return *done >= 0 && *all > 0;
}

static long long online_now(const struct progress *p)
{
	const char *name = device_name(p->d);

	return root_number(ctx, "%s/%s/dax_kmem/online_size", bus_of(name), name);
}

/* Progress of the write in bytes; false if unknown. */
static bool measure(const struct progress *p, long long *done, long long *all)
{
	long long now;

	if (p->goal < 0)
		return measure_scrub(device_name(p->d), done, all);
	now = online_now(p);
	*all = p->goal > p->from ? p->goal - p->from : p->from - p->goal;
	*done = p->goal > p->from ? now - p->from : p->from - now;
	if (*done < 0)
		*done = 0;
	if (*done > *all)
		*done = *all;
	return now >= 0 && *all > 0;
}

static void draw_bar(long long done, long long all)
{
	char bar[BAR + 1];

	memset(bar, '.', BAR);
	memset(bar, '#', done * BAR / all);
	bar[BAR] = 0;
	fprintf(stderr, " [%s]", bar);
}

static void draw(const struct progress *p)
{
	double t = since(&p->start), rate;
	long long done, all;

	if (!measure(p, &done, &all))
		return;
	rate = done / t;
	fprintf(stderr, "%s%s: %s", p->terminal ? "\r\033[K" : "",
		device_name(p->d), p->what);
	if (p->terminal)
		draw_bar(done, all);
	fprintf(stderr, " %3lld%%", done * 100 / all);
	if (rate > 0)
		fprintf(stderr, " %.1f GiB/s, %.0f s left", rate / (1 << 30),
			(all - done) / rate);
	if (!p->terminal)
		fputc('\n', stderr);
	fflush(stderr);
}

/* In a log, print lines after 5, 10, 20, 40 s and so on. */
static bool is_time(const struct progress *p, int ticks)
{
	if (p->terminal)
		return ticks > QUIET_TICKS;
	return ticks % LOG_TICKS == 0 &&
	       __builtin_popcount(ticks / LOG_TICKS) == 1;
}

static void tick(struct timespec *t)
{
	t->tv_nsec += TICK_NS;
	if (t->tv_nsec >= 1000000000) {
		t->tv_nsec -= 1000000000;
		t->tv_sec++;
	}
}

static void look(const struct progress *p, int ticks)
{
	if (p->shown && ticks % DRAW_TICKS == 0 &&
	    is_time(p, ticks / DRAW_TICKS))
		draw(p);
	if (ready_expected() && p->goal > 0 && online_now(p) > 0)
		ready_say();
}

static void *run(void *arg)
{
	struct progress *p = arg;
	struct timespec next;
	int ticks = 0;

	clock_gettime(CLOCK_REALTIME, &next);
	pthread_mutex_lock(&p->lock);
	while (!p->over) {
		tick(&next);
		pthread_cond_timedwait(&p->wake, &p->lock, &next);
		if (!p->over)
			look(p, ++ticks);
	}
	pthread_mutex_unlock(&p->lock);
	if (p->shown && p->terminal && ticks > QUIET_TICKS * DRAW_TICKS)
		fputs("\r\033[K", stderr);
	return NULL;
}

/* Block signals in the new thread: they must interrupt the writing thread. */
static bool start(struct progress *p, pthread_t *thread)
{
	sigset_t all, was;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was);
	rc = pthread_create(thread, NULL, run, p);
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return !rc;
}

static void stop(struct progress *p, pthread_t thread)
{
	pthread_mutex_lock(&p->lock);
	p->over = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->lock);
	pthread_join(thread, NULL);
}

/**
 * progress_hook - show the progress of a long write; see daxkmem_progress_fn
 *
 * One write at a time.
 */
void progress_hook(const struct daxkmem_device *d, const char *what,
		   long long goal, bool begins)
{
	static struct progress p;
	static pthread_t thread;
	static bool runs;

	if (!begins) {
		if (runs)
			stop(&p, thread);
		return;
	}
	p = (struct progress){
		.d = d,
		.what = what,
		.from = daxkmem_device_number(d, DAXKMEM_ONLINE),
		.goal = goal,
		.shown = !opt.quiet && !opt.json,
		.terminal = isatty(STDERR_FILENO),
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.wake = PTHREAD_COND_INITIALIZER,
	};
	clock_gettime(CLOCK_MONOTONIC, &p.start);
	runs = (p.shown || ready_expected()) && start(&p, &thread);
}
