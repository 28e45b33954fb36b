/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The description of a guest that is to be made. */
#ifndef DAXKMEM_XEN_GUEST_CONFIG_H
#define DAXKMEM_XEN_GUEST_CONFIG_H

int guest_config_read(const char *file, char **json);

#endif /* DAXKMEM_XEN_GUEST_CONFIG_H */
