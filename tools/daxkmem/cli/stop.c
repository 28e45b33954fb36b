// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signals and a timer that interrupt a long write. The driver then undoes the
 * change, and the write fails with EINTR.
 */
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include "cli/daxkmem.h"

static volatile sig_atomic_t stop_signal;
static volatile sig_atomic_t timer_rang;

static void on_signal(int sig)
{
	if (sig == SIGALRM)
		timer_rang = 1;
	else
		stop_signal = sig;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };
static struct sigaction before[ARRAY_SIZE(signals)];
static bool caught;

/*
 * Catch the signals: they interrupt system calls and no longer end the process.
 * Signals that nohup(1), or a shell for a background job, has set to be ignored
 * stay ignored.
 */
void stop_catch(void)
{
	const struct sigaction act = { .sa_handler = on_signal };
	size_t i;

	for (i = 0; !caught && i < ARRAY_SIZE(signals); i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (signals[i] == SIGALRM ||
		    before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &act, NULL);
	}
	caught = true;
}

/* Restore the signal actions from before stop_catch(). */
void stop_release(void)
{
	size_t i;

	for (i = 0; caught && i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &before[i], NULL);
	caught = false;
}

/* Repeat the timer, because the first SIGALRM may come before the write. */
void stop_after(unsigned int seconds)
{
	struct itimerval t = {
		.it_value = { .tv_sec = seconds },
		.it_interval = { .tv_usec = 100000 },
	};

	timer_rang = 0;
	if (seconds)
		setitimer(ITIMER_REAL, &t, NULL);
}

static unsigned int limit;

/* Set a time limit for the next wait, and again for the write after it. */
void stop_limit(unsigned int seconds)
{
	limit = seconds;
	stop_after(limit);
}

/* The wait is over, and the write begins. */
void stop_limit_again(void)
{
	stop_after(limit);
}

void stop_cancel(void)
{
	struct itimerval t = { 0 };

	setitimer(ITIMER_REAL, &t, NULL);
}

bool stop_asked(void)
{
	return stop_signal;
}

/* Waits until @fd is readable, or for a signal, including one caught before. */
void stop_wait(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	sigset_t all, was;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &was);
	if (!stop_asked())
		ppoll(&p, 1, NULL, &was);
	sigprocmask(SIG_SETMASK, &was, NULL);
}

bool stop_timed_out(void)
{
	return timer_rang;
}
