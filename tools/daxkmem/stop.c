// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signals and a timer that end a write which takes long. The driver then puts
 * everything back, and the write fails with EINTR.
 */
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include "daxkmem.h"

static volatile sig_atomic_t stop_signal;
static volatile sig_atomic_t timer_rang;

static void on_signal(int sig)
{
	if (sig == SIGALRM)
		timer_rang = 1;
	else
		stop_signal = sig;
}

static void handle(void (*handler)(int sig))
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGALRM };
	struct sigaction act = { .sa_handler = handler };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &act, NULL);
}

/* From here on no signal of these ends the process, only the call it is in. */
void stop_catch(void)
{
	handle(on_signal);
}

/* From here on they do again. */
void stop_release(void)
{
	handle(SIG_DFL);
}

/* It rings again and again: the first time may come before the write. */
void stop_after(unsigned int seconds)
{
	struct itimerval t = {
		.it_value = { .tv_sec = seconds },
		.it_interval = { .tv_usec = 100000 },
	};

	if (seconds)
		setitimer(ITIMER_REAL, &t, NULL);
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

/* Until there is something to read. A signal that came before is seen too. */
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
