// SPDX-License-Identifier: GPL-2.0-only
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include "shield.h"

/*
 * The loop that moves pages away does not sleep, and looks at nothing but
 * signal_pending(). There is no signal to be delivered, so whoever works out
 * the flag anew clears it: it is set again until the shield is down.
 */
static void interrupt(struct timer_list *t)
{
	struct dk_shield *s = container_of(t, struct dk_shield, timer);

	WRITE_ONCE(s->expired, true);
	set_tsk_thread_flag(s->task, TIF_SIGPENDING);
	mod_timer(&s->timer, jiffies + HZ / 10);
}

static void signals_of(enum dk_shielded what, sigset_t *set)
{
	if (what == DK_SHIELD_ALL) {
		sigfillset(set);
		return;
	}
	siginitset(set, sigmask(SIGCHLD) | sigmask(SIGCONT) |
			sigmask(SIGURG) | sigmask(SIGWINCH));
}

/**
 * dk_shield_up - keep signals away from the caller
 * @s: the shield, on the caller's stack
 * @what: which signals
 * @seconds: after so long it sees one pending all the same; 0 for never
 */
void dk_shield_up(struct dk_shield *s, enum dk_shielded what,
		  unsigned int seconds)
{
	sigset_t set;

	signals_of(what, &set);
	sigprocmask(SIG_BLOCK, &set, &s->old);

	s->task = current;
	s->expired = false;
	timer_setup_on_stack(&s->timer, interrupt, 0);
	if (seconds)
		mod_timer(&s->timer, jiffies + (unsigned long)seconds * HZ);
}

/* No time limit from here on; whether it had expired is remembered. */
void dk_shield_stop_clock(struct dk_shield *s)
{
	del_timer_sync(&s->timer);
	dk_interrupted();
}

/* Signals that came meanwhile are delivered on the way to user space. */
void dk_shield_down(struct dk_shield *s)
{
	del_timer_sync(&s->timer);
	destroy_timer_on_stack(&s->timer);
	sigprocmask(SIG_SETMASK, &s->old, NULL);
}

bool dk_shield_expired(const struct dk_shield *s)
{
	return READ_ONCE(s->expired);
}

/*
 * Is there anything that the caller must leave the kernel for? Forgets a mark
 * that no signal stands behind: a restart that was asked for inside a call
 * that goes on, the freezer's when it has gone, our own.
 */
bool dk_interrupted(void)
{
	/* A task keeps its own sighand as long as it runs. */
	struct sighand_struct *sighand = rcu_access_pointer(current->sighand);

	spin_lock_irq(&sighand->siglock);
	recalc_sigpending();
	spin_unlock_irq(&sighand->siglock);
	return signal_pending(current);
}
