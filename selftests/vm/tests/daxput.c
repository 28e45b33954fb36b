// SPDX-License-Identifier: GPL-2.0-only
/* daxput /dev/daxX.Y: copies standard input to the first 2 MiB of a device. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEAD (2UL << 20)

int main(int argc, char **argv)
{
	size_t at = 0;
	ssize_t n;
	char *mem;
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: daxput /dev/daxX.Y < FILE\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	mem = mmap(NULL, HEAD, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (mem == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	while ((n = read(0, mem + at, HEAD - at)) > 0)
		at += n;
	return n < 0;
}
