// SPDX-License-Identifier: GPL-2.0-only
/*
 * notified FILE COMMAND...: runs a command with NOTIFY_SOCKET set. Prints each
 * message that the command sends there, with the first line of FILE at that
 * time. Exits with the exit status of the command.
 *
 * Meanwhile busy loops on all CPUs slow down the kernel's threads. The command has
 * a higher priority than the loops, so it sees each step of such a thread.
 */
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int listen_as(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	strcpy(at.sun_path + 1, name);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at,
			   offsetof(struct sockaddr_un, sun_path) + 1 +
			   strlen(name)))
		return -1;
	return fd;
}

static void print_first_line(const char *path)
{
	char line[256] = "";
	FILE *f = fopen(path, "r");

	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	line[strcspn(line, "\n")] = 0;
	puts(line);
	fflush(stdout);
}

static void print_messages(int fd, const char *path)
{
	char text[256];
	ssize_t len;

	while ((len = recv(fd, text, sizeof(text) - 1, 0)) > 0) {
		printf("%.*s ", (int)len, text);
		print_first_line(path);
	}
}

/* A loop ends with its parent. */
static void start_busy_loops(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	while (n-- > 0) {
		if (fork())
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setpriority(PRIO_PROCESS, 0, -10);
		for (;;)
			;
	}
}

int main(int argc, char **argv)
{
	static const char name[] = "dax_kmem/notified";
	int fd = listen_as(name), status;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	pid_t child;

	if (argc < 3 || fd < 0) {
		fputs("usage: notified FILE COMMAND...\n", stderr);
		return 2;
	}
	start_busy_loops();
	setpriority(PRIO_PROCESS, 0, -20);
	child = fork();
	if (!child) {
		setenv("NOTIFY_SOCKET", "@dax_kmem/notified", 1);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	while (waitpid(child, &status, WNOHANG) == 0) {
		poll(&p, 1, 5);
		print_messages(fd, argv[1]);
	}
	print_messages(fd, argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
