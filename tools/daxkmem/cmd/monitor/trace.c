// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Steps of a change, from the driver's trace event. Use a separate trace instance
 * so as not to disturb other tracing.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/tracing.h"
#include "cmd/monitor/monitor.h"

#define STEP "dax_kmem_step: "

static struct tracing trace;
static int pipe_fd = -1;
static char line[1024];
static size_t line_len;

/* Returns false if tracing is not possible: no tracefs, or not root. */
bool trace_open(void)
{
	char path[PATH_MAX];

	if (tracing_open(ctx, &trace))
		return false;
	if (!root_path(ctx, path, "%s/trace_pipe", trace.dir))
		pipe_fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (pipe_fd < 0) {
		trace_close();
		return false;
	}
	trace_enable();
	return true;
}

int trace_fd(void)
{
	return pipe_fd;
}

/* Called repeatedly: the event only exists while the module is loaded. */
void trace_enable(void)
{
	if (pipe_fd >= 0 &&
	    root_number(ctx, "%s/events/dax_kmem/enable", trace.dir) == 0)
		tracing_enable(&trace, "dax_kmem");
}

static void tell_step(const char *text)
{
	char device[NAME_MAX_LEN + 1], op[32], from[16], to[16];
	unsigned long long usecs;
	struct json_object *e;
	unsigned long block;
	int result, undo;

	if (sscanf(text, "%30s memory%lu %31s from=%15s to=%15s usecs=%llu result=%d",
		   device, &block, op, from, to, &usecs, &result) != 7 ||
	    !watched(device))
		return;
	undo = strncmp(op, "undo:", 5) ? 0 : 5;
	e = event_new(device, "step");
	json_put_text(e, "block", say("memory%lu", block));
	json_put_text(e, "op", op + undo);
	json_object_object_add(e, "undo", json_object_new_boolean(undo));
	json_put_text(e, "from", from);
	json_put_text(e, "to", to);
	json_put_count(e, "usecs", usecs);
	json_put_text(e, "errno", result ? strerrorname_np(-result) : NULL);
	event_tell(e, say("memory%lu step %s: %s to %s, %llu us%s%s", block, op,
			  from, to, usecs, result ? ", " : "",
			  result ? strerrorname_np(-result) ?: "failed" : ""));
}

static void tell_line(void)
{
	const char *step = strstr(line, STEP);

	if (step)
		tell_step(step + strlen(STEP));
	else if (strstr(line, "[LOST "))
		warn("steps", "some were lost because they came faster than they could be read");
}

static void take(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] != '\n') {
			if (line_len < sizeof(line) - 1)
				line[line_len++] = text[i];
			continue;
		}
		line[line_len] = 0;
		line_len = 0;
		tell_line();
	}
}

/* Print all steps so far. */
void trace_tell(void)
{
	char buf[4096];
	ssize_t n;

	while (pipe_fd >= 0 && (n = read(pipe_fd, buf, sizeof(buf))) > 0)
		take(buf, n);
}

void trace_close(void)
{
	if (pipe_fd >= 0)
		close(pipe_fd);
	pipe_fd = -1;
	tracing_close(&trace);
}
