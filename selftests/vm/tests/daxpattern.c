// SPDX-License-Identifier: GPL-2.0-only
/*
 * daxpattern write|check /dev/daxX.Y: writes a word derived from the offset to
 * each 2 MiB of the device, or counts the words that are unchanged ("same N of
 * M").
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP (2UL << 20)

/* fstat() has no size for a character device, so read it from sysfs. */
static size_t size_of(const char *dev)
{
	char path[128];
	size_t size = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/bus/dax/devices/%s/size",
		 strrchr(dev, '/') + 1);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%zu", &size) != 1)
		perror(path);
	if (f)
		fclose(f);
	return size;
}

int main(int argc, char **argv)
{
	size_t size, at, same = 0;
	char *mem;
	int fd;

	if (argc != 3 || !strrchr(argv[2], '/')) {
		fprintf(stderr, "usage: daxpattern write|check /dev/daxX.Y\n");
		return 2;
	}
	size = size_of(argv[2]) / STEP * STEP;
	fd = open(argv[2], O_RDWR);
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd < 0 || mem == MAP_FAILED) {
		perror(argv[2]);
		return 1;
	}
	for (at = 0; at < size; at += STEP) {
		volatile uint64_t *word = (uint64_t *)(mem + at);

		if (!strcmp(argv[1], "write"))
			*word = ~(uint64_t)at;
		same += *word == ~(uint64_t)at;
	}
	printf("same %zu of %zu\n", same, size / STEP);
	return same != size / STEP;
}
