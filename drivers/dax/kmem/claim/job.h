/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jobs: each change of a device runs in the device's own kernel thread, where
 * no cpuset, memory cgroup, freezer or tracer can disturb the change or its
 * undo. The task that requested the change only waits.
 */
#ifndef DAX_KMEM_JOB_H
#define DAX_KMEM_JOB_H

#include <linux/types.h>

struct dax_kmem;
struct kthread_work;
struct dk_job;

/* Runs in the device's thread with dk->lock held. Returns 0 or an errno. */
typedef int (*dk_job_fn)(struct dax_kmem *dk, u64 arg);

/* The signals that end the step in progress. The time limit always ends it. */
enum dk_minds {
	DK_MINDS_FATAL,		/* fatal signals only */
	DK_MINDS_SIGNALS,	/* signals that have an effect on the writer */
	DK_MINDS_NOTHING,	/* no signal: an undo is in progress */
};

/* job.c */
int dax_kmem_job(struct dax_kmem *dk, dk_job_fn fn, u64 arg);
int dax_kmem_job_bind(struct dax_kmem *dk, dk_job_fn fn, u64 arg);
void dax_kmem_job_later(struct dax_kmem *dk, dk_job_fn fn, unsigned int seconds);

void dk_job_retry(struct kthread_work *work);
void dk_job_minds(struct dk_job *job, enum dk_minds minds);
void dk_job_minds_room(struct dk_job *job, bool (*is_gone)(struct dax_kmem *dk));
unsigned long dk_job_end(unsigned int seconds);
void dk_job_until(struct dk_job *job, unsigned long end);
bool dk_job_expired(const struct dk_job *job);
bool dk_job_lacks_room(const struct dk_job *job);
bool dk_job_interrupted(struct dk_job *job);

/* worker.c */
int dax_kmem_worker_start(struct dax_kmem *dk);
void dax_kmem_worker_stop(struct dax_kmem *dk);
int dax_kmem_begin(struct dax_kmem *dk);
int dax_kmem_begin_bound(struct dax_kmem *dk);
void dax_kmem_set_hibernating(bool yes);

#endif /* DAX_KMEM_JOB_H */
