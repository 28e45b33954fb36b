// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The description of a guest: JSON, as libxenlight reads it and xl prints it;
 * or a file in xl's own format. Only xl has the whole of that, so it is asked
 * to make JSON of it.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "guest_config.h"
#include "xen.h"

#define ACTION "read the guest's configuration"

/* Only for the child. Does not return. */
static void become_xl(const char *file, int out)
{
	if (dup2(out, STDOUT_FILENO) >= 0)
		execlp("xl", "xl", "create", "--dryrun", "--quiet", file,
		       (char *)NULL);
	_exit(127);
}

static char *read_to_end(int fd)
{
	char *text = NULL, *more;
	size_t have = 0;
	ssize_t n;

	do {
		more = realloc(text, have + 4097);
		if (!more) {
			free(text);
			return NULL;
		}
		text = more;
		n = read(fd, text + have, 4096);
		if (n > 0)
			have += n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	text[have] = 0;
	return text;
}

/* What xl says on its standard error goes where ours does. 0 or exit code. */
static int convert(const char *file, char **json)
{
	int fds[2], status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return complain(FAILED, errno, file, ACTION, NULL, NULL);
	pid = fork();
	if (!pid)
		become_xl(file, fds[1]);
	close(fds[1]);
	*json = pid > 0 ? read_to_end(fds[0]) : NULL;
	close(fds[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		status = -1;
	if (*json && status == 0)
		return 0;
	free(*json);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return complain(UNSUPPORTED, ENOENT, file, ACTION,
				"xl, which knows its format, cannot be started",
				"install xen-utils, or give JSON");
	return complain(FAILED, 0, file, ACTION, "xl does not accept it",
			say("xl create --dryrun %s", file));
}

static bool is_json(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return *text == '{';
}

/* "xl list --long" has the configuration as part of another object. */
static int unwrap(const char *file, char **json)
{
	struct json_object *o = json_tokener_parse(*json), *config;
	int rc = 0;

	if (!json_object_is_type(o, json_type_object)) {
		rc = complain(FAILED, 0, file, ACTION, "it is no JSON object",
			      "xl create --dryrun --quiet FILE prints one");
	} else if (json_object_object_get_ex(o, "config", &config)) {
		free(*json);
		*json = strdup(json_object_to_json_string(config));
		rc = *json ? 0 : complain(FAILED, ENOMEM, file, ACTION, NULL,
					  NULL);
	}
	json_object_put(o);
	if (rc)
		free(*json);
	return rc;
}

/**
 * guest_config_read - a guest's description, as JSON
 * @json: gets it; the caller frees it
 *
 * Returns 0, or an exit code after a complaint.
 */
int guest_config_read(const char *file, char **json)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	int rc = 0;

	*json = fd < 0 ? NULL : read_to_end(fd);
	if (!*json)
		rc = complain(FAILED, errno, file, ACTION, NULL, NULL);
	if (fd >= 0)
		close(fd);
	if (rc)
		return rc;
	if (!is_json(*json)) {
		free(*json);
		rc = convert(file, json);
	}
	return rc ?: unwrap(file, json);
}
