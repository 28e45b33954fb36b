// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem: named dax devices as memory, by the driver dax_kmem. */
#include <string.h>
#include "daxkmem.h"

static const struct command *const commands[] = {
	&cmd_list,
	&cmd_plan,
	&cmd_attach,
	&cmd_detach,
	&cmd_resize,
	&cmd_state,
	&cmd_policy,
	&cmd_node,
	&cmd_scrub,
	&cmd_bad,
	&cmd_apply,
	&cmd_monitor,
	&cmd_metrics,
	&cmd_doctor,
	&cmd_why,
	&cmd_map,
	&cmd_compat,
};

struct options opt = { .sysroot = "" };
struct daxkmem_ctx *ctx;

static int help(void)
{
	size_t i;

	puts("usage: daxkmem COMMAND [ARGUMENT...] [OPTION...]\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-8s %s\n", commands[i]->name, commands[i]->help);
	puts("\ndaxkmem COMMAND --help shows its arguments and options. For all commands:\n");
	options_help_common(stdout);
	return DONE;
}

static int command_help(const struct command *cmd)
{
	printf("usage: daxkmem %s%s%s [OPTION...]\n%s\n\n", cmd->name,
	       *cmd->args ? " " : "", cmd->args, cmd->help);
	options_help(stdout, cmd->options);
	options_help_common(stdout);
	return DONE;
}

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	int rc;

	if (argc < cmd->min || (cmd->max >= 0 && argc > cmd->max))
		return complain(USAGE, 0, cmd->name, "run",
				argc < cmd->min ? "an argument is missing" :
						  "too many arguments",
				say("daxkmem %s %s", cmd->name, cmd->args));
	rc = daxkmem_new(&ctx, opt.sysroot);
	if (rc)
		return complain(USAGE, -rc, "--sysroot", "look there", NULL,
				NULL);
	rc = cmd->run(argc, argv);
	daxkmem_free(ctx);
	return rc;
}

static int dispatch(int argc, char **argv)
{
	const struct command *cmd = NULL;
	int first = options_scan(argc, argv);

	if (first > 0 && first < argc) {
		cmd = find(argv[first]);
		if (!cmd)
			return complain(USAGE, 0, argv[first], "run",
					"there is no such command",
					"daxkmem --help");
		/* The command's name is no argument of it. */
		memmove(argv + 2, argv + 1, (first - 1) * sizeof(*argv));
		argv++;
		argc--;
	}
	first = options_parse(argc, argv, cmd);
	if (first < 0)
		return USAGE;
	if (opt.version) {
		puts(VERSION);
		return DONE;
	}
	if (!cmd)
		return help();
	if (opt.help)
		return command_help(cmd);
	return run(cmd, argc - first, argv + first);
}

int main(int argc, char **argv)
{
	int rc = dispatch(argc, argv);

	if (fflush(stdout) || ferror(stdout))
		return complain(FAILED, 0, "standard output", "write",
				"not everything could be written", NULL);
	return rc;
}
