/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals and time limits of a change. The kernel's loop that moves pages
 * away knows one way to be ended: a signal that is pending. So a change that
 * must not end for a signal has that signal blocked, and one that must end in
 * time has a timer that interrupts the task as a signal would.
 */
#ifndef DAX_KMEM_SHIELD_H
#define DAX_KMEM_SHIELD_H

#include <linux/sched.h>
#include <linux/signal_types.h>
#include <linux/timer.h>

/**
 * struct dk_shield - a task's signals, kept away for a while
 * @timer: interrupts, again and again once the time is up
 * @task: whom
 * @old: signals that the task had blocked
 * @expired: the time is up
 */
struct dk_shield {
	struct timer_list timer;
	struct task_struct *task;
	sigset_t old;
	bool expired;
};

/* Which signals a shield keeps away. */
enum dk_shielded {
	DK_SHIELD_IDLE,		/* those that do nothing to who has no handler */
	DK_SHIELD_ALL,		/* all, the deadly ones too */
};

void dk_shield_up(struct dk_shield *s, enum dk_shielded what,
		  unsigned int seconds);
void dk_shield_stop_clock(struct dk_shield *s);
void dk_shield_down(struct dk_shield *s);
bool dk_shield_expired(const struct dk_shield *s);
bool dk_interrupted(void);

#endif /* DAX_KMEM_SHIELD_H */
