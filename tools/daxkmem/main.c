// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem: named dax devices as memory, by the driver dax_kmem. */
#include <string.h>
#include "daxkmem.h"

static const struct command commands[] = {
	{ "list", cmd_list, "[DEVICE...]", "b", 0, -1,
	  "show dax devices, and what is memory of them" },
	{ "attach", cmd_attach, "DEVICE", "pf", 1, 1,
	  "make a device memory of its node" },
	{ "detach", cmd_detach, "DEVICE", "t", 1, 1,
	  "take a device's memory back" },
	{ "state", cmd_state, "DEVICE [WORD]", "", 1, 2,
	  "read or change a device's state" },
};

static int help(void)
{
	size_t i;

	puts("usage: daxkmem COMMAND [ARGUMENT...] [OPTION...]\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-7s %-14s %s\n", commands[i].name, commands[i].args,
		       commands[i].help);
	putchar('\n');
	options_help(stdout, "");
	return DONE;
}

static int command_help(const struct command *cmd)
{
	printf("usage: daxkmem %s %s [OPTION...]\n%s\n\n", cmd->name, cmd->args,
	       cmd->help);
	options_help(stdout, cmd->allowed);
	return DONE;
}

static const struct command *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	int rc;

	if (opt.help)
		return command_help(cmd);
	rc = options_check(cmd);
	if (rc)
		return rc;
	if (argc < cmd->min || (cmd->max >= 0 && argc > cmd->max))
		return complain(USAGE, 0, cmd->name, "run",
				argc < cmd->min ? "an argument is missing" :
						  "too many arguments",
				say("daxkmem %s %s", cmd->name, cmd->args));
	return cmd->run(argc, argv);
}

static int dispatch(int argc, char **argv)
{
	const struct command *cmd;
	int first = options_parse(argc, argv);

	if (first < 0)
		return USAGE;
	if (opt.version) {
		puts(VERSION);
		return DONE;
	}
	if (first == argc)
		return help();

	cmd = find(argv[first]);
	if (!cmd)
		return complain(USAGE, 0, argv[first], "run",
				"there is no such command", "daxkmem --help");
	return run(cmd, argc - first - 1, argv + first + 1);
}

int main(int argc, char **argv)
{
	int rc = dispatch(argc, argv);

	if (fflush(stdout) || ferror(stdout))
		return complain(FAILED, 0, "standard output", "write",
				"not everything could be written", NULL);
	return rc;
}
