// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Load libraries that few commands need. Linked with the tool they would take more
 * time than most commands: libkmod links with libcrypto, which has thousands of
 * relocations.
 */
#include <dlfcn.h>
#include "base/late.h"

/**
 * late_open - load a library and find functions in it
 * @library: its soname
 *
 * Returns a handle for dlclose(), or NULL if the library is not installed or one
 * of the functions is missing.
 */
void *late_open(const char *library, const struct late_call *calls, size_t nr)
{
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	size_t i;

	for (i = 0; handle && i < nr; i++) {
		*(void **)calls[i].to = dlsym(handle, calls[i].name);
		if (!*(void **)calls[i].to) {
			dlclose(handle);
			handle = NULL;
		}
	}
	return handle;
}
