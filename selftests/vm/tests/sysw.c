// SPDX-License-Identifier: GPL-2.0-only
/*
 * sysw FILE VALUE: writes VALUE with one write(2), like echo -n, and prints
 * "ok" or the name of the errno. Exits with 0 if the write succeeded.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Installed without SA_RESTART, so that an interrupted write fails. */
static void on_signal(int sig)
{
	(void)sig;
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_signal };
	int fd;

	if (argc != 3) {
		fprintf(stderr, "usage: sysw FILE VALUE\n");
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
