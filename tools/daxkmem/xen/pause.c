// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pause a guest for the time in which its address space changes.
 *
 * Xen crashes a guest that accesses an address at the moment at which it becomes
 * that of a device: the guest leaves for the hypervisor because the address is
 * not mapped, hvm_hap_nested_page_fault() looks it up when it is, and has no
 * case for a device.
 *
 * A process of its own pauses and unpauses the guest, so that the guest runs
 * again if this process is killed. Xen counts: a guest that was paused before
 * stays paused.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenctrl.h>
#include "pause.h"
#include "silent.h"

/*
 * The process: pause, tell the errno, wait, unpause. Handles of Xen's libraries
 * do not survive a fork, so it opens its own.
 */
static void keep_paused(uint32_t domid, int from, int to)
{
	xc_interface *xc = xc_interface_open(xen_silent(), xen_silent(), 0);
	int err = !xc || xc_domain_pause(xc, domid) ? errno : 0;
	char c;

	if (write(to, &err, sizeof(err)) < 0 || !err)
		while (read(from, &c, 1) < 0 && errno == EINTR)
			;
	if (!err)
		xc_domain_unpause(xc, domid);
	_exit(0);
}

static void close_both(const int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

/* Returns the process, which has blocked all signals, or -1. */
static pid_t start(uint32_t domid, const int in[2], const int out[2])
{
	sigset_t all, old;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	pid = fork();
	if (!pid) {
		close(in[1]);
		close(out[0]);
		keep_paused(domid, in[0], out[1]);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return pid;
}

/* Returns the errno that the process has told. */
static int answer(int from)
{
	int err;

	return read(from, &err, sizeof(err)) == sizeof(err) ? err : EPIPE;
}

/**
 * pause_begin - pause a guest
 * @p: receives the process that unpauses it; after success, the caller calls
 *	pause_end()
 * @domid: the guest
 *
 * If both processes are killed, the guest stays paused, until xl unpause.
 *
 * Return: 0, or a negative errno.
 */
int pause_begin(struct pause *p, uint32_t domid)
{
	int in[2], out[2], err = 0;

	if (pipe2(in, O_CLOEXEC))
		return -errno;
	if (pipe2(out, O_CLOEXEC)) {
		err = errno;
		close_both(in);
		return -err;
	}
	*p = (struct pause){ start(domid, in, out), in[1] };
	if (p->pid < 0)
		err = errno;
	close(in[0]);
	close(out[1]);
	if (!err)
		err = answer(out[0]);
	close(out[0]);
	if (err)
		pause_end(p);
	return -err;
}

/* Unpause the guest, and wait until that is done. */
void pause_end(struct pause *p)
{
	close(p->to);
	if (p->pid > 0)
		waitpid(p->pid, NULL, 0);
}
