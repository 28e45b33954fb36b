// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tell systemd that the unit is active, by the datagram of sd_notify(3). Do not
 * link libsystemd for four calls: this tool runs before sysinit.target.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "cli/daxkmem.h"

static bool expected, said;

/**
 * ready_expect - let the next memory that comes online make the unit active
 *
 * Without NOTIFY_SOCKET, as in units whose type is not notify, send no message.
 */
void ready_expect(void)
{
	expected = !said && getenv("NOTIFY_SOCKET");
}

bool ready_expected(void)
{
	return expected;
}

/* The address of the socket; its length, or 0 if it cannot be used. */
static socklen_t address_of(const char *path, struct sockaddr_un *to)
{
	size_t len = strlen(path);

	if (len < 2 || len >= sizeof(to->sun_path) || !strchr("@/", *path))
		return 0;
	to->sun_family = AF_UNIX;
	memcpy(to->sun_path, path, len);
	if (*path == '@')
		to->sun_path[0] = 0;
	return offsetof(struct sockaddr_un, sun_path) + len;
}

/* Tell systemd once that the unit is active, if that is expected. */
void ready_say(void)
{
	static const char text[] = "READY=1";
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { 0 };
	socklen_t len;
	int fd;

	if (!expected || !path)
		return;
	expected = false;
	said = true;
	len = address_of(path, &to);
	fd = len ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
	if (fd < 0 || sendto(fd, text, strlen(text), MSG_NOSIGNAL,
			     (struct sockaddr *)&to, len) < 0)
		warn("NOTIFY_SOCKET", "cannot notify systemd that the unit is active");
	if (fd >= 0)
		close(fd);
}
