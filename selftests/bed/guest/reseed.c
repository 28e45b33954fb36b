// SPDX-License-Identifier: GPL-2.0-only
/*
 * Adds entropy from standard input to the kernel's random number generator, and
 * reseeds it. All copies of a saved guest start with the same generator state
 * and would otherwise create the same UUIDs. See random(4).
 */
#include <linux/random.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <fcntl.h>
#include <unistd.h>

#define SEED_BYTES 64

struct seed {
	int entropy_count;
	int buf_size;
	unsigned char buf[SEED_BYTES];
};

int main(void)
{
	struct seed seed = { .entropy_count = SEED_BYTES * 8,
			     .buf_size = SEED_BYTES };
	int fd = open("/dev/urandom", O_RDWR);

	if (fd < 0 || read(0, seed.buf, SEED_BYTES) != SEED_BYTES ||
	    ioctl(fd, RNDADDENTROPY, &seed) || ioctl(fd, RNDRESEEDCRNG)) {
		perror("reseed");
		return 1;
	}
	return 0;
}
