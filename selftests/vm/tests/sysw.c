// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysw FILE WORD: writes WORD with one write(2), as echo -n would, and prints
 * what came of it: "ok", or the name of the errno. Exits with 0 if it was ok.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Without SA_RESTART, so that a write that was ended by it says so. */
static void on_signal(int sig)
{
	(void)sig;
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_signal };
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: sysw FILE WORD\n");
		return 2;
	}
	sigaction(SIGUSR1, &act, NULL);

	fd = open(argv[1], O_WRONLY);
	if (fd < 0 || write(fd, argv[2], strlen(argv[2])) < 0) {
		puts(strerrorname_np(errno));
		return 1;
	}
	puts("ok");
	return 0;
}
