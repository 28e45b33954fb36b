/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODPROBE_LINES_H
#define MODPROBE_LINES_H

void modprobe_lines(const char *ours,
		    void (*found)(const char *path, void *arg), void *arg);

#endif /* MODPROBE_LINES_H */
