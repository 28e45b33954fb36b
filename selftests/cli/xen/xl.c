// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A fake of xl on the model of a host, with the commands that daxkmem xen uses.
 * Configurations are in libxenlight's JSON. Like xl, it leaves a process behind
 * that creates the guest again when it reboots.
 *
 * usage: xl create [--dryrun] [--quiet] [-pe] FILE [uuid="UUID"]
 *	  xl destroy|unpause ID
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <libxl.h>
#include <libxl_utils.h>
#include "host.h"

struct call {
	bool dryrun, paused, leave;
	const char *file, *uuid;
	libxl_ctx *ctx;
	libxl_domain_config config;
	uint32_t domid;
};

static void fail(const char *text)
{
	if (*text)
		fprintf(stderr, "%s\n", text);
	exit(EXIT_FAILURE);
}

static void parse_letters(struct call *c, const char *letters)
{
	c->paused = strchr(letters, 'p');
	c->leave = strchr(letters, 'e');
	/* The real one stops at the first word of the configuration. */
	if (c->uuid)
		fail("Usage: xl create");
}

static void parse(struct call *c, char **argv)
{
	for (; *argv; argv++)
		if (!strcmp(*argv, "--dryrun"))
			c->dryrun = true;
		else if (**argv == '-' && argv[0][1] != '-')
			parse_letters(c, *argv);
		else if (!strncmp(*argv, "uuid=\"", 6))
			c->uuid = strndup(*argv + 6, strcspn(*argv + 6, "\""));
		else if (**argv != '-')
			c->file = *argv;
}

/* As with xl, a UUID on the command line overrides that of the file. */
static void read_config(struct call *c)
{
	char *text = host_text(c->file);
	libxl_uuid *uuid = &c->config.c_info.uuid;

	libxl_domain_config_init(&c->config);
	if (!text)
		fail("Failed to read config file");
	if (libxl_domain_config_from_json(c->ctx, &c->config, text))
		fail("config parsing error");
	if (c->uuid)
		libxl_uuid_from_string(uuid, c->uuid);
	else if (libxl_uuid_is_nil(uuid))
		libxl_uuid_generate(uuid);
}

static bool make(struct call *c)
{
	if (libxl_domain_create_new(c->ctx, &c->config, &c->domid, NULL, NULL))
		return false;
	if (!c->paused)
		libxl_domain_unpause(c->ctx, c->domid, NULL);
	return true;
}

/* Returns true if the guest was destroyed and must be created again. */
static bool reboots(struct call *c, const libxl_event *event)
{
	if (event->domid != c->domid)
		return false;
	if (event->type != LIBXL_EVENT_TYPE_DOMAIN_SHUTDOWN)
		exit(EXIT_SUCCESS);
	libxl_domain_destroy(c->ctx, c->domid, NULL);
	if (event->u.domain_shutdown.shutdown_reason !=
	    LIBXL_SHUTDOWN_REASON_REBOOT)
		exit(EXIT_SUCCESS);
	return true;
}

static void watch(struct call *c)
{
	libxl_event *event;

	while (!libxl_event_wait(c->ctx, &event, LIBXL_EVENTMASK_ALL, NULL,
				 NULL)) {
		c->paused = false;
		if (reboots(c, event) && !make(c))
			exit(EXIT_FAILURE);
		libxl_event_free(c->ctx, event);
	}
}

/* Leave a process behind, which writes to its own log. */
static void stay(struct call *c)
{
	char path[64];
	int log;

	if (fork())
		exit(EXIT_SUCCESS);
	setsid();
	snprintf(path, sizeof(path), "/var/log/xen/xl-%s.log",
		 c->config.c_info.name);
	log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	watch(c);
}

/* The environment of a program that xl starts. */
static void log_environment(void)
{
	called("environment", "%s %s", getenv("LD_PRELOAD") ?: "-",
	       getenv("DAXKMEM_PLACEMENT") ?: "-");
}

static void log_words(char **argv)
{
	char text[1024] = "";
	size_t n = 0;

	for (; *argv && n < sizeof(text); argv++)
		n += snprintf(text + n, sizeof(text) - n, "%s%s", n ? " " : "",
			      *argv);
	called("xl", "%s", text);
}

static int create(struct call *c, char **argv)
{
	parse(c, argv);
	if (called(c->dryrun ? "xl:dryrun" : "xl:create", "-") == FAIL)
		fail(injected_text());
	read_config(c);
	if (c->dryrun) {
		puts(libxl_domain_config_to_json(c->ctx, &c->config));
		return EXIT_SUCCESS;
	}
	if (!make(c))
		return EXIT_FAILURE;
	if (!c->leave)
		stay(c);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct call c = { 0 };
	xentoollog_logger_stdiostream *logger =
		xtl_createlogger_stdiostream(stderr, XTL_NOTICE, 0);

	log_words(argv + 1);
	log_environment();
	if (argc < 3 || libxl_ctx_alloc(&c.ctx, LIBXL_VERSION, 0,
					(xentoollog_logger *)logger))
		return EXIT_FAILURE;
	if (!strcmp(argv[1], "create"))
		return create(&c, argv + 2);
	c.domid = atoi(argv[2]);
	if (!strcmp(argv[1], "unpause"))
		return libxl_domain_unpause(c.ctx, c.domid, NULL) ?
		       EXIT_FAILURE : EXIT_SUCCESS;
	return libxl_domain_destroy(c.ctx, c.domid, NULL) ? EXIT_FAILURE :
							    EXIT_SUCCESS;
}
