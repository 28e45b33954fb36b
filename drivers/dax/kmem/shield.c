// SPDX-License-Identifier: GPL-2.0-only
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include "shield.h"

/*
 * The loop that moves pages away does not sleep, and looks at nothing but
 * signal_pending(). There is no signal to be delivered; restoring the mask
 * works out the flag anew.
 */
static void interrupt(struct timer_list *t)
{
	struct dk_shield *s = container_of(t, struct dk_shield, timer);

	set_tsk_thread_flag(s->task, TIF_SIGPENDING);
}

/* Blocks all signals of the caller; after @seconds it sees one pending. */
void dk_shield_up(struct dk_shield *s, unsigned int seconds)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &s->old);

	s->task = current;
	timer_setup_on_stack(&s->timer, interrupt, 0);
	mod_timer(&s->timer, jiffies + seconds * HZ);
}

void dk_shield_down(struct dk_shield *s)
{
	del_timer_sync(&s->timer);
	destroy_timer_on_stack(&s->timer);
	sigprocmask(SIG_SETMASK, &s->old, NULL);
}
