// SPDX-License-Identifier: GPL-2.0-only
/*
 * pagepin FIFO: takes a page under the memory policy that numactl gave it and
 * pins it by leaving it in a pipe (vmsplice): it can then not be moved, in
 * whatever zone it is. Prints "pinned" and waits for a byte from FIFO.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct iovec iov = { .iov_len = 4096 };
	int p[2], fd;
	char c;

	if (argc != 2) {
		fprintf(stderr, "usage: pagepin FIFO\n");
		return 2;
	}
	iov.iov_base = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (iov.iov_base == MAP_FAILED || pipe(p)) {
		perror("pagepin");
		return 1;
	}
	memset(iov.iov_base, 0x5a, 4096);
	if (vmsplice(p[1], &iov, 1, 0) != 4096) {
		perror("vmsplice");
		return 1;
	}
	puts("pinned");
	fflush(stdout);

	fd = open(argv[1], O_RDONLY);
	return fd < 0 || read(fd, &c, 1) < 0;
}
