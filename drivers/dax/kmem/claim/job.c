// SPDX-License-Identifier: GPL-2.0-only
/*
 * The thread of a device, and the writers that wait for it.
 *
 * Only a pending signal ends offline_pages() and the loops around it. A kernel
 * thread receives no signals, so this file controls its TIF_SIGPENDING: a timer
 * sets the flag when the writer has a relevant signal or the time limit expires.
 *
 * A killed writer does not wait for the undo. The writer and the thread share
 * the job, and the one that drops the last reference frees it.
 */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include "compat/faults.h"
#include "claim.h"
#include "job.h"

/* Interval between checks of the writer's signals and of the time limit. */
#define WATCH (HZ / 10)

enum stage {
	QUEUED,			/* the thread has not started the job */
	RUNNING,		/* the thread has started the job */
	GIVEN_UP,		/* the writer left before that */
};

/**
 * struct dk_job - one change of a device
 * @work: entry in the thread's queue
 * @users: reference count; the writer and the thread each hold one
 * @dk: the device
 * @fn: the function that makes the change
 * @arg: passed to @fn
 * @stage: enum stage
 * @rc: return value of @fn
 * @begun: completed when the thread starts the job
 * @done: completed when @rc is valid
 * @lock: guards @writer
 * @writer: the task that waits; NULL after it was killed and has left
 * @own: no task waits: this is the driver's own retry
 * @worker: the thread
 * @timer: checks the writer's signals and the time limit
 * @minds: the signals that end the current step
 * @room_is_gone: returns true when the other nodes have run out of room, which
 *	ends the step, too; may be NULL
 * @end: time limit in jiffies; 0 for none
 * @expired: the time limit has expired
 * @no_room: the other nodes have run out of room
 * @fail_nth: fault injection of the writer, see fail-nth in
 *	Documentation/fault-injection
 */
struct dk_job {
	struct kthread_work work;
	refcount_t users;
	struct dax_kmem *dk;
	dk_job_fn fn;
	u64 arg;
	int stage;
	int rc;
	struct completion begun;
	struct completion done;

	spinlock_t lock;	/* see above */
	struct task_struct *writer;
	bool own;

	struct task_struct *worker;
	struct timer_list timer;
	enum dk_minds minds;
	bool (*room_is_gone)(struct dax_kmem *dk);
	unsigned long end;
	bool expired;
	bool no_room;
	unsigned int fail_nth;
};

static void job_put(struct dk_job *job)
{
	if (refcount_dec_and_test(&job->users))
		kfree(job);
}

/*
 * Ignore signals whose default is to do nothing, because they have no effect on
 * a task without a handler. Ignore stop signals, because they take effect when
 * the task returns to user space.
 */
static bool task_has_signal(struct task_struct *task)
{
	/* The task keeps its sighand while it waits here. */
	struct sighand_struct *sighand = rcu_access_pointer(task->sighand);
	sigset_t set, idle;
	unsigned long flags;

	siginitset(&idle, sigmask(SIGCHLD) | sigmask(SIGCONT) |
			  sigmask(SIGURG) | sigmask(SIGWINCH) |
			  sigmask(SIGSTOP) | sigmask(SIGTSTP) |
			  sigmask(SIGTTIN) | sigmask(SIGTTOU));
	spin_lock_irqsave(&sighand->siglock, flags);
	sigorsets(&set, &task->pending.signal,
		  &task->signal->shared_pending.signal);
	sigandnsets(&set, &set, &task->blocked);
	spin_unlock_irqrestore(&sighand->siglock, flags);
	sigandnsets(&set, &set, &idle);
	return !sigisemptyset(&set);
}

/* While job->writer is set, the writer waits in this module and cannot exit. */
static bool job_is_signalled(struct dk_job *job)
{
	enum dk_minds minds = READ_ONCE(job->minds);
	struct task_struct *writer;
	bool is;

	if (job->own || minds == DK_MINDS_NOTHING)
		return false;
	spin_lock_bh(&job->lock);
	writer = job->writer;
	is = !writer || fatal_signal_pending(writer) ||
	     (minds != DK_MINDS_FATAL && task_has_signal(writer));
	spin_unlock_bh(&job->lock);
	return is;
}

static bool job_must_stop(struct dk_job *job)
{
	unsigned long end = READ_ONCE(job->end);
	bool (*room_is_gone)(struct dax_kmem *dk);
	bool gone;

	if (end && time_after_eq(jiffies, end)) {
		WRITE_ONCE(job->expired, true);
		return true;
	}
	room_is_gone = READ_ONCE(job->room_is_gone);
	gone = !job->own && room_is_gone && room_is_gone(job->dk);
	WRITE_ONCE(job->no_room, gone);
	return gone || job_is_signalled(job);
}

static void job_watch(struct timer_list *t)
{
	struct dk_job *job = container_of(t, struct dk_job, timer);

	if (job_must_stop(job))
		set_tsk_thread_flag(job->worker, TIF_SIGPENDING);
	mod_timer(&job->timer, jiffies + WATCH);
}

/**
 * dk_job_minds - set which signals end the next step
 * @job: the job in progress; caller is the device's thread
 * @minds: the signals
 *
 * The room on other nodes is no longer checked; see dk_job_minds_room().
 */
void dk_job_minds(struct dk_job *job, enum dk_minds minds)
{
	WRITE_ONCE(job->room_is_gone, NULL);
	WRITE_ONCE(job->minds, minds);
}

/**
 * dk_job_minds_room - end the next step when other nodes run out of room
 * @job: the job in progress; caller is the device's thread
 * @is_gone: returns true when they have; also called from a timer
 */
void dk_job_minds_room(struct dk_job *job, bool (*is_gone)(struct dax_kmem *dk))
{
	WRITE_ONCE(job->room_is_gone, is_gone);
}

/* The time limit that expires in @seconds, for dk_job_until(); 0 for none. */
unsigned long dk_job_end(unsigned int seconds)
{
	return seconds ? (jiffies + (unsigned long)seconds * HZ) | 1 : 0;
}

/**
 * dk_job_until - set a new time limit
 * @job: the job in progress; caller is the device's thread
 * @end: from dk_job_end()
 */
void dk_job_until(struct dk_job *job, unsigned long end)
{
	WRITE_ONCE(job->end, 0);
	WRITE_ONCE(job->expired, false);
	WRITE_ONCE(job->end, end);
}

bool dk_job_expired(const struct dk_job *job)
{
	return READ_ONCE(job->expired);
}

bool dk_job_lacks_room(const struct dk_job *job)
{
	return READ_ONCE(job->no_room);
}

/**
 * dk_job_interrupted - check whether the step in progress must end
 * @job: the job in progress; caller is the device's thread
 *
 * If the step may continue, clears the TIF_SIGPENDING that restart_syscall()
 * has set.
 *
 * Return: true if the step must end.
 */
bool dk_job_interrupted(struct dk_job *job)
{
	if (job_must_stop(job))
		return true;
	clear_thread_flag(TIF_SIGPENDING);
	return false;
}

static void job_run_in_thread(struct dk_job *job)
{
	struct dax_kmem *dk = job->dk;

	job->worker = current;
	mod_timer(&job->timer, jiffies + WATCH);
	dk_give_faults(job->fail_nth);
	mutex_lock(&dk->lock);
	if (!job->own)
		kthread_cancel_delayed_work_sync(&dk->retry);
	dk->retrying = job->own;
	WRITE_ONCE(dk->job, job);
	/* Pairs with hibernate_prepare(): one side sees the other. */
	smp_mb();
	job->rc = job->fn(dk, job->arg);
	WRITE_ONCE(dk->job, NULL);
	mutex_unlock(&dk->lock);
	job->fail_nth = dk_take_faults();
	timer_delete_sync(&job->timer);
	clear_thread_flag(TIF_SIGPENDING);
}

static void job_run(struct kthread_work *work)
{
	struct dk_job *job = container_of(work, struct dk_job, work);

	if (cmpxchg(&job->stage, QUEUED, RUNNING) == QUEUED) {
		complete(&job->begun);
		job_run_in_thread(job);
		complete(&job->done);
	}
	job_put(job);
}

static struct dk_job *job_alloc(struct dax_kmem *dk, dk_job_fn fn, u64 arg)
{
	struct dk_job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return NULL;
	kthread_init_work(&job->work, job_run);
	refcount_set(&job->users, 2);
	job->dk = dk;
	job->fn = fn;
	job->arg = arg;
	init_completion(&job->begun);
	init_completion(&job->done);
	spin_lock_init(&job->lock);
	job->writer = current;
	timer_setup(&job->timer, job_watch, 0);
	return job;
}

/* The writer was killed: it leaves, and the thread ends the change alone. */
static int job_leave(struct dk_job *job)
{
	spin_lock_bh(&job->lock);
	job->writer = NULL;
	spin_unlock_bh(&job->lock);
	return -EINTR;
}

static int job_wait(struct dk_job *job)
{
	if (wait_for_completion_interruptible(&job->begun) &&
	    cmpxchg(&job->stage, QUEUED, GIVEN_UP) == QUEUED)
		return -EINTR;
	if (wait_for_completion_state(&job->done,
				      TASK_KILLABLE | TASK_FREEZABLE))
		return job_leave(job);
	dk_give_faults(job->fail_nth);
	return job->rc;
}

/**
 * dax_kmem_job - run a change in the device's thread and wait for it
 * @dk: the claim, bound; caller must not hold dk->lock
 * @fn: the change
 * @arg: passed to @fn
 *
 * Changes of one device run in the order in which they were requested. Until
 * the thread starts the change, any signal ends the wait. From then on, @fn
 * decides which signals end the change; see dk_job_minds(). A killed writer
 * returns at once, and the thread ends the change alone.
 *
 * Return: the return value of @fn; -EINTR after a signal; -ENOMEM; -ENODEV if
 * the bind of the device has failed; -EBUSY, after a line in the log, if the
 * machine is about to hibernate.
 */
int dax_kmem_job(struct dax_kmem *dk, dk_job_fn fn, u64 arg)
{
	struct dk_job *job = job_alloc(dk, fn, arg);
	int rc;

	if (!job)
		return -ENOMEM;
	job->fail_nth = dk_take_faults();
	kthread_queue_work(dk->worker, &job->work);
	rc = job_wait(job);
	job_put(job);
	return rc;
}

/**
 * dax_kmem_job_bind - like dax_kmem_job(), for a bind
 * @dk: the claim, not yet bound
 * @fn: the change
 * @arg: passed to @fn
 *
 * The caller must know the result of the bind, so it waits for the end of the
 * change even if it is killed. A fatal signal makes the change end early.
 *
 * Return: see dax_kmem_job().
 */
int dax_kmem_job_bind(struct dax_kmem *dk, dk_job_fn fn, u64 arg)
{
	struct dk_job *job = job_alloc(dk, fn, arg);
	int rc;

	if (!job)
		return -ENOMEM;
	job->fail_nth = dk_take_faults();
	kthread_queue_work(dk->worker, &job->work);
	/* khungtaskd ignores a killable wait, however long it lasts */
	if (wait_for_completion_state(&job->done,
				      TASK_KILLABLE | TASK_FREEZABLE))
		wait_for_completion(&job->done);
	dk_give_faults(job->fail_nth);
	rc = job->rc;
	job_put(job);
	return rc;
}

/* The work function of dk->retry. */
void dk_job_retry(struct kthread_work *work)
{
	struct dax_kmem *dk = container_of(work, struct dax_kmem, retry.work);
	struct dk_job *job = job_alloc(dk, dk->retry_fn, 0);

	if (!job) {
		dax_kmem_job_later(dk, dk->retry_fn, 1);
		return;
	}
	job->own = true;
	job->writer = NULL;
	job->minds = DK_MINDS_NOTHING;
	refcount_set(&job->users, 1);
	job_run_in_thread(job);
	job_put(job);
}

/**
 * dax_kmem_job_later - run a change in the device's thread after a delay
 * @dk: the claim, bound; caller is the device's thread
 * @fn: the change; its argument is 0
 * @seconds: the delay
 *
 * A change that is requested meanwhile cancels this one.
 */
void dax_kmem_job_later(struct dax_kmem *dk, dk_job_fn fn, unsigned int seconds)
{
	dk->retry_fn = fn;
	kthread_mod_delayed_work(dk->worker, &dk->retry,
				 (unsigned long)seconds * HZ);
}
