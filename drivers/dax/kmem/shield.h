/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Undoing must go through although the signal that caused it is pending, a
 * deadly one included; and must not last forever although no signal can end
 * it. Under a shield all signals are blocked, and a timer interrupts the task
 * as a signal would.
 */
#ifndef DAX_KMEM_SHIELD_H
#define DAX_KMEM_SHIELD_H

#include <linux/sched.h>
#include <linux/signal_types.h>
#include <linux/timer.h>

struct dk_shield {
	struct timer_list timer;
	struct task_struct *task;
	sigset_t old;
};

void dk_shield_up(struct dk_shield *s, unsigned int seconds);
void dk_shield_down(struct dk_shield *s);

#endif /* DAX_KMEM_SHIELD_H */
