// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * LD_PRELOAD library for tests. The command Get Health Info, sent to a file, succeeds as
 * if the file were a CXL memory device: its contents are the answer. The file does not
 * have the command if it is empty. $MAILBOX_RETVAL is the device's return code, and the
 * number of commands is appended to the file $MAILBOX_LOG as lines.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <linux/cxl_mem.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define HEALTH_LEN 18

static void record(void)
{
	const char *log = getenv("MAILBOX_LOG");
	FILE *f = log ? fopen(log, "ae") : NULL;

	if (!f)
		return;
	fputs("health\n", f);
	fclose(f);
}

/* Like the kernel, reject a command with input or without room for the output. */
static int send_command(int fd, struct cxl_send_command *c)
{
	const char *retval = getenv("MAILBOX_RETVAL");
	ssize_t n;

	record();
	if (c->id != CXL_MEM_COMMAND_ID_GET_HEALTH_INFO || c->flags || c->rsvd ||
	    c->in.size || c->in.rsvd || c->out.rsvd || c->out.size < HEALTH_LEN) {
		errno = EINVAL;
		return -1;
	}
	n = pread(fd, (void *)(uintptr_t)c->out.payload, c->out.size, 0);
	if (n <= 0) {
		errno = ENOTTY;
		return -1;
	}
	c->retval = retval ? atoi(retval) : 0;
	c->out.size = c->retval ? 0 : n;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int fd, unsigned long request, ...) = dlsym(RTLD_NEXT, "ioctl");
	va_list ap;
	void *arg;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	return request == CXL_MEM_SEND_COMMAND ? send_command(fd, arg) :
						 real(fd, request, arg);
}
