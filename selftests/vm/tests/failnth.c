// SPDX-License-Identifier: GPL-2.0-only
/*
 * failnth NTH FILE VALUE: writes VALUE with one write(2), in which the kernel
 * fails this task's NTH allocation. Prints "ok" or the name of the errno, and
 * " reached" if the write made NTH allocations. Exits with 0 if the result is
 * known.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char nth[16] = "";
	int fd, file, err = 0;

	if (argc != 4) {
		fprintf(stderr, "usage: failnth NTH FILE VALUE\n");
		return 2;
	}
	fd = open("/proc/self/fail-nth", O_RDWR);
	file = open(argv[2], O_WRONLY);
	if (fd < 0 || file < 0) {
		perror(fd < 0 ? "fail-nth" : argv[2]);
		return 1;
	}

	if (write(fd, argv[1], strlen(argv[1])) < 0) {
		perror("fail-nth");
		return 1;
	}
	if (write(file, argv[3], strlen(argv[3])) < 0)
		err = errno;
	/* The remaining count: 0 once an allocation has failed. */
	if (pread(fd, nth, sizeof(nth) - 1, 0) <= 0) {
		perror("fail-nth");
		return 1;
	}
	if (atoi(nth) && write(fd, "0", 1) < 0)
		perror("fail-nth");

	printf("%s%s\n", err ? strerrorname_np(err) : "ok",
	       atoi(nth) ? "" : " reached");
	return 0;
}
