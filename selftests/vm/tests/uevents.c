// SPDX-License-Identifier: GPL-2.0-only
/*
 * uevents: prints "listening", then a line for each uevent of the kernel: the
 * action, the path, and the variables that begin with DAX_KMEM. Runs until it
 * is killed.
 */
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "change@/devices/..." becomes "change /devices/... ". */
static void print(const char *event, ssize_t len)
{
	const char *at = strchr(event, '@');
	ssize_t i;

	if (!at)
		return;
	printf("%.*s %s ", (int)(at - event), event, at + 1);
	for (i = 0; i < len; i += strlen(event + i) + 1)
		if (!strncmp(event + i, "DAX_KMEM", 8))
			printf("%s ", event + i);
	putchar('\n');
	fflush(stdout);
}

int main(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_KOBJECT_UEVENT);
	char event[8192];
	ssize_t len;

	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		perror("netlink");
		return 1;
	}
	puts("listening");
	fflush(stdout);
	while ((len = recv(fd, event, sizeof(event) - 1, 0)) > 0) {
		event[len] = '\0';
		print(event, len);
	}
	return 1;
}
