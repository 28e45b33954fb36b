// SPDX-License-Identifier: GPL-2.0-or-later
/* Size and abilities of the terminal, and text wrapped to its width. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#include "cli/screen.h"

#define NARROWEST 20

static int width_now(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	int width = 0;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (width <= 0 && columns)
		width = atoi(columns);
	if (width <= 0)
		width = 80;
	return width < NARROWEST ? NARROWEST : width;
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

/* --color wins, then the environment (see no-color.org), then isatty(). */
static bool wants_colors(void)
{
	if (strcmp(opt.color, "auto"))
		return !strcmp(opt.color, "always");
	if (is_set("NO_COLOR"))
		return false;
	return is_set("FORCE_COLOR") || isatty(STDOUT_FILENO);
}

void screen_init(struct screen *s)
{
	setlocale(LC_CTYPE, "");
	s->width = width_now();
	s->fancy = wants_colors() && !strcmp(nl_langinfo(CODESET), "UTF-8");
	s->column = 0;
}

/* Returns the width of a text in columns; invalid bytes count as one each. */
int screen_columns(const char *text)
{
	mbstate_t state = { 0 };
	int columns = 0, w;
	wchar_t c;
	size_t n;

	for (; *text; text += n) {
		n = mbrtowc(&c, text, MB_CUR_MAX, &state);
		if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			n = 1;
			w = 1;
		} else {
			w = wcwidth(c);
		}
		columns += w < 0 ? 1 : w;
	}
	return columns;
}

/*
 * Append @text to the line. If it does not fit, begin a new line that is
 * indented by @indent.
 */
void screen_item(struct screen *s, int indent, const char *text)
{
	int wide = screen_columns(text);

	if (s->column && s->column + 1 + wide > s->width)
		screen_end(s);
	if (!s->column)
		s->column = printf("%*s", indent, "");
	else
		s->column += printf(" ");
	fputs(text, stdout);
	s->column += wide;
}

void screen_end(struct screen *s)
{
	putchar('\n');
	s->column = 0;
}
