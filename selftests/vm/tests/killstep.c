// SPDX-License-Identifier: GPL-2.0-only
/*
 * killstep [-b FILE] [-e GROUP/EVENT]... [PATTERN,N,ACTION]... -- COMMAND [ARG...]
 *
 * Runs COMMAND and acts at the Nth trace event that matches the shell pattern
 * PATTERN. ACTION is one of
 *	KILL, USR1, ...	send this signal to COMMAND
 *	FILE=VALUE	write VALUE to FILE
 *	FILE~TEXT	keep COMMAND off its CPU until FILE contains TEXT
 *	-		do nothing
 * Triggers are used one after the other: each one counts from the event of the
 * previous one. A trigger with N = 0 is used at the same event as the previous
 * one.
 *
 * Without -e the event is dax_kmem/dax_kmem_step, and PATTERN is compared with
 * the step's operation (add, online, offline, remove, scrub, undo:add, ...).
 * For other events it is compared with the event's name; for syscalls/sys_*
 * events with the name of the system call (sys_write).
 *
 * COMMAND and the threads of devices are bound to one CPU, on which killstep
 * has a real-time priority. If COMMAND binds a device, the thread of that
 * device is not bound, so only one CPU may be online. An event wakes killstep,
 * which acts as soon as the kernel can be preempted, before COMMAND or the
 * thread continues. dax_kmem_step is reported at the end of a step, and the
 * driver calls cond_resched() before each step, so the signal is pending when
 * the next step begins.
 *
 * A killed command does not wait for the device's thread. -b names an attribute
 * of the device: killstep writes its value back, which waits for the thread.
 *
 * Prints a line for each event and each action, then how COMMAND ended:
 *	event add dax0.0 memory40 from=unplugged to=offline usecs=9 result=0
 *	action KILL
 *	end killed KILL (or: end exit 0)
 * COMMAND's standard output goes to standard error.
 *
 * Exits with 0 if all triggers were used; with 1 if one was not; with 2 on
 * errors. Keeps its trace instance for the next call; rmdir removes it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INSTANCE "/sys/kernel/tracing/instances/killstep"
#define STEP "dax_kmem_step"
#define MOST 16

struct trigger {
	const char *pattern;
	int nth;
	const char *action;
};

static struct trigger triggers[MOST];
static int nr_triggers, used;
static const char *events[MOST] = { "dax_kmem/" STEP };	/* unless -e is used */
static int nr_events;
static const char *barrier;
static pid_t child;

static void die(const char *what)
{
	fprintf(stderr, "killstep: %s: %s\n", what, strerror(errno));
	if (child > 0)
		kill(child, SIGKILL);
	exit(2);
}

static void usage(void)
{
	fprintf(stderr,
		"usage: killstep [-b FILE] [-e GROUP/EVENT]... [PATTERN,N,ACTION]... -- COMMAND [ARG...]\n");
	exit(2);
}

/* No O_TRUNC: it would clear set_event_pid. */
static void write_file(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		die(path);
	close(fd);
}

static void set(const char *file, const char *value)
{
	char path[256];

	snprintf(path, sizeof(path), INSTANCE "/%s", file);
	write_file(path, value);
}

/*
 * To disable an event, or to remove a PID from set_event_pid, takes an RCU
 * grace period. So leave the step event enabled, and the PIDs listed, for the
 * next call.
 */
static void set_events(const char *value, const char *spared)
{
	char file[128];
	int i;

	for (i = 0; i < nr_events; i++) {
		if (spared && !strcmp(events[i], spared))
			continue;
		snprintf(file, sizeof(file), "events/%s/enable", events[i]);
		set(file, value);
	}
}

static int signal_of(const char *name)
{
	int sig;

	for (sig = 1; sig < NSIG; sig++)
		if (sigabbrev_np(sig) && !strcmp(sigabbrev_np(sig), name))
			return sig;
	return 0;
}

static void parse_trigger(char *arg)
{
	struct trigger *t = &triggers[nr_triggers++];
	char *n = strchr(arg, ',');
	char *action = n ? strchr(n + 1, ',') : NULL;

	if (!action || nr_triggers == MOST)
		usage();
	*n = *action = 0;
	t->pattern = arg;
	t->nth = atoi(n + 1);
	t->action = action + 1;
	if (t->nth < 0 || (strcmp(t->action, "-") &&
			   !strpbrk(t->action, "=~") && !signal_of(t->action)))
		usage();
}

static bool has_text(const char *path, const char *text)
{
	char buf[256] = "";
	int fd = open(path, O_RDONLY);

	if (fd < 0 || read(fd, buf, sizeof(buf) - 1) < 0)
		die(path);
	close(fd);
	return strstr(buf, text);
}

/*
 * Do not sleep, and lift the kernel's limit for real-time tasks: otherwise the
 * command would continue.
 */
static void spin_until(const char *path, const char *text)
{
	static const char share[] = "/proc/sys/kernel/sched_rt_runtime_us";
	time_t end = time(NULL) + 30;

	write_file(share, "-1");
	while (!has_text(path, text) && time(NULL) < end)
		;
	write_file(share, "950000");
}

static void act(const char *action)
{
	char *file, *value;

	printf("action %s\n", action);
	fflush(stdout);
	if (!strcmp(action, "-"))
		return;
	if (!strpbrk(action, "=~")) {
		kill(child, signal_of(action));
		return;
	}
	file = strdup(action);
	value = strpbrk(file, "=~");
	if (*value == '=') {
		*value++ = 0;
		write_file(file, value);
	} else {
		*value++ = 0;
		spin_until(file, value);
	}
	free(file);
}

static void on_event(const char *key)
{
	struct trigger *t = &triggers[used];

	if (used == nr_triggers || fnmatch(t->pattern, key, 0) || --t->nth)
		return;
	do {
		act(triggers[used++].action);
	} while (used < nr_triggers && !triggers[used].nth);
}

/*
 * "sysw-91 [001] ..... 16.123456: dax_kmem_step: dax0.0 memory40 add from=..."
 * or "... 16.123456: sys_write -> 0x5".
 */
static void on_line(char *line)
{
	char *name = strstr(line, "] "), *text, device[32], block[32], op[32];
	int at = 0;

	if (strstr(line, " EVENTS]")) {
		errno = EOVERFLOW;
		die("trace_pipe");
	}
	name = name ? strstr(name, ": ") : NULL;
	if (!name)
		return;
	name += 2;
	text = name + strcspn(name, ": (");
	if (*text)
		*text++ = 0;
	text += strspn(text, " ");
	if (!strcmp(name, STEP) &&
	    sscanf(text, "%31s %31s %31s %n", device, block, op, &at) == 3) {
		printf("event %s %s %s %s\n", op, device, block, text + at);
		on_event(op);
	} else {
		printf("event %s %s\n", name, text);
		on_event(name);
	}
}

/* Return: the result of read(). */
static ssize_t read_events(int pipe)
{
	static char buf[65536];
	static size_t len;
	char *start = buf, *end;
	ssize_t n = read(pipe, buf + len, sizeof(buf) - len - 1);

	if (n < 0 && errno != EINTR && errno != EAGAIN)
		die("trace_pipe");
	if (n <= 0)
		return n;
	len += n;
	buf[len] = 0;
	while ((end = strchr(start, '\n'))) {
		*end = 0;
		on_line(start);
		start = end + 1;
	}
	len -= start - buf;
	memmove(buf, start, len);
	return n;
}

/* A signal interrupts the read. The timer covers one that came before it. */
static void on_signal(int sig)
{
	(void)sig;
}

static void catch_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };
	struct itimerval often = { { 0, 200000 }, { 0, 200000 } };

	sigaction(SIGCHLD, &act, NULL);
	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

/* The child waits until @go is closed, so that it is traced from its start. */
static void start_child(char **argv, int *go)
{
	int p[2];
	char c;

	if (pipe2(p, O_CLOEXEC))
		die("pipe");
	child = fork();
	if (child < 0)
		die("fork");
	if (!child) {
		close(p[1]);
		if (read(p[0], &c, 1))
			_exit(126);
		dup2(2, 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	close(p[0]);
	*go = p[1];
}

static void bind_to_cpu(pid_t pid)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(sched_getcpu(), &cpus);
	if (sched_setaffinity(pid, sizeof(cpus), &cpus))
		die("sched_setaffinity");
}

static void raise_priority(void)
{
	struct sched_param param = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &param))
		die("sched_setscheduler");
}

static void print_end(int status)
{
	if (WIFSIGNALED(status))
		printf("end killed %s\n", sigabbrev_np(WTERMSIG(status)));
	else
		printf("end exit %d\n", WEXITSTATUS(status));
}

/* The attribute is missing if the device is not bound. */
static void wait_for_thread(void)
{
	char value[64] = "";
	int fd = barrier ? open(barrier, O_RDWR) : -1;
	ssize_t n;

	if (fd < 0)
		return;
	n = read(fd, value, sizeof(value) - 1);
	/* the timer of catch_signals() interrupts the write */
	while (n >= 0 && pwrite(fd, value, strlen(value), 0) < 0)
		if (errno != EINTR)
			n = -1;
	if (n < 0)
		die(barrier);
	close(fd);
}

/*
 * Trace COMMAND and its children, the threads of devices, and kthreadd with its
 * children, because a bind creates a thread.
 */
static void select_tasks(void)
{
	char comm[32], pids[1024];
	glob_t found;
	size_t i;
	int at = snprintf(pids, sizeof(pids), "%d 2", child);

	if (glob("/proc/[0-9]*/comm", 0, NULL, &found))
		die("/proc");
	for (i = 0; i < found.gl_pathc; i++) {
		FILE *f = fopen(found.gl_pathv[i], "r");

		if (!f)
			continue;
		if (fgets(comm, sizeof(comm), f) &&
		    !strncmp(comm, "dax_kmem/", 9) &&
		    at < (int)sizeof(pids) - 16) {
			pid_t pid = atoi(found.gl_pathv[i] + strlen("/proc/"));

			bind_to_cpu(pid);
			at += sprintf(pids + at, " %d", pid);
		}
		fclose(f);
	}
	globfree(&found);
	set("set_event_pid", pids);
}

/* Drop events since the last call: the traced threads also work for others. */
static void forget_events(void)
{
	int fd = open(INSTANCE "/trace", O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0)
		die(INSTANCE "/trace");
	close(fd);
}

static void trace_child(int go)
{
	int status, pipe;

	if (mkdir(INSTANCE, 0755) && errno != EEXIST)
		die(INSTANCE);
	set("options/event-fork", "1");
	select_tasks();
	set_events("1", NULL);
	forget_events();
	pipe = open(INSTANCE "/trace_pipe", O_RDONLY | O_CLOEXEC);
	if (pipe < 0)
		die("trace_pipe");

	catch_signals();
	raise_priority();
	close(go);
	while (!waitpid(child, &status, WNOHANG))
		read_events(pipe);
	wait_for_thread();
	fcntl(pipe, F_SETFL, O_NONBLOCK);
	while (read_events(pipe) > 0)
		;
	set_events("0", "dax_kmem/" STEP);
	print_end(status);
}

int main(int argc, char **argv)
{
	int i, go;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "-b") && i + 1 < argc)
			barrier = argv[++i];
		else if (strcmp(argv[i], "-e"))
			parse_trigger(argv[i]);
		else if (++i < argc && nr_events < MOST)
			events[nr_events++] = argv[i];
	}
	if (i + 1 >= argc)
		usage();
	if (!nr_events)
		nr_events = 1;

	bind_to_cpu(0);
	start_child(argv + i + 1, &go);
	trace_child(go);
	return used < nr_triggers;
}
