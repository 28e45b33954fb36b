/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The settings of devices as text. */
#ifndef DAXKMEM_CLI_SETTINGS_H
#define DAXKMEM_CLI_SETTINGS_H

#include "lib/libdaxkmem.h"

const char *setting_help(const struct daxkmem_setting *s);
const char *setting_values(const struct daxkmem_setting *s);
const char *setting_expected(const char *name);
const char *setting_shown(const char *name, const char *value);

#endif /* DAXKMEM_CLI_SETTINGS_H */
