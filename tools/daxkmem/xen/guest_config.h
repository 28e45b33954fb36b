/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration of a guest to create. */
#ifndef DAXKMEM_XEN_GUEST_CONFIG_H
#define DAXKMEM_XEN_GUEST_CONFIG_H

int guest_config_read(const char *file, char **json);

#endif /* DAXKMEM_XEN_GUEST_CONFIG_H */
