// SPDX-License-Identifier: GPL-2.0-or-later
/* Find a command, parse its options, print its help or run it in a context. */
#include <string.h>
#include "cli/program.h"

static const struct program *program;

static int help(void)
{
	int i;

	printf("usage: %s COMMAND [ARGUMENT...] [OPTION...]\n\n",
	       program->name);
	for (i = 0; i < program->nr; i++)
		printf("  %-8s %s\n", program->commands[i]->name,
		       program->commands[i]->help);
	printf("\nRun '%s COMMAND --help' for the arguments and options of a command.\nOptions of all commands:\n\n",
	       program->name);
	options_help_common(stdout);
	return DONE;
}

static int command_help(const struct command *cmd)
{
	printf("usage: %s %s%s%s [OPTION...]\n%s\n\n", program->name,
	       cmd->name, *cmd->args ? " " : "", cmd->args, cmd->help);
	options_help(stdout, cmd->options);
	options_help_common(stdout);
	return DONE;
}

static const struct command *find(const char *name)
{
	int i;

	for (i = 0; i < program->nr; i++)
		if (!strcmp(program->commands[i]->name, name))
			return program->commands[i];
	return NULL;
}

static const char *command_name(const void *list, int i)
{
	const struct program *p = list;

	return i < p->nr ? p->commands[i]->name : NULL;
}

/* Returns the name of argument @nr, from 0. "SIZE|+SIZE|-SIZE" is one name. */
static const char *argument_name(const struct command *cmd, int nr)
{
	const char *s = cmd->args;

	while (nr-- > 0) {
		s += strcspn(s, " ");
		s += strspn(s, " ");
	}
	return say("%.*s", (int)strcspn(s, " "), s);
}

static int wrong_arguments(const struct command *cmd, int argc, char **argv)
{
	return usage(cmd->name, argc < cmd->min ?
		     say("%s: missing %s", cmd->name,
			 argument_name(cmd, argc)) :
		     say("%s: unexpected argument '%s'", cmd->name,
			 argv[cmd->max]),
		     say("%s %s %s", program->name, cmd->name, cmd->args));
}

static int run(const struct command *cmd, int argc, char **argv)
{
	int rc;

	if (argc < cmd->min || (cmd->max >= 0 && argc > cmd->max))
		return wrong_arguments(cmd, argc, argv);
	rc = daxkmem_new(&ctx, opt.sysroot);
	if (rc)
		return complain(USAGE, -rc, "--sysroot", "use the directory", NULL,
				NULL);
	hooks_set();
	rc = cmd->run(argc, argv);
	daxkmem_unref(ctx);
	return rc;
}

/* The command that shows the help of @cmd; of the program, if that is NULL. */
static const char *help_command(const struct command *cmd)
{
	return cmd ? say("%s %s --help", program->name, cmd->name) :
		     say("%s --help", program->name);
}

static int dispatch(int argc, char **argv)
{
	const struct command *cmd = NULL;
	int first = options_scan(argc, argv);

	if (first > 0 && first < argc) {
		cmd = find(argv[first]);
		if (!cmd)
			return usage(argv[first],
				     say("unknown command '%s'%s", argv[first],
					 suggest(argv[first], command_name,
						 program)),
				     help_command(NULL));
		/* Remove the command's name from the arguments. */
		memmove(argv + 2, argv + 1, (first - 1) * sizeof(*argv));
		argv++;
		argc--;
		if (cmd->max == ALL_ITS_OWN)
			return cmd->run(argc, argv);
	}
	first = options_parse(argc, argv, cmd, help_command(cmd));
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

/* Returns the exit code. */
int program_main(const struct program *p, int argc, char **argv)
{
	int rc;

	program = p;
	rc = dispatch(argc, argv);
	if (fflush(stdout) || ferror(stdout))
		return complain(FAILED, 0, "standard output", "write",
				"the output is incomplete", NULL);
	return rc;
}
