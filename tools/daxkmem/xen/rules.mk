# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem-xen: the part of the tool that needs Xen's libraries, built if they are
# installed. It consists of the sources in this directory and of the tool without
# its commands. Included by ../Makefile.
XEN_PACKAGES := xencontrol xenforeignmemory xencall xenstore xentoollog uuid

ifeq ($(shell $(PKG_CONFIG) --exists $(XEN_PACKAGES) && echo yes),yes)
all: xen/daxkmem-xen xen/daxkmem-xen-placement.so xen/daxkmem-xen-hotadd
endif

XEN_OBJS := $(patsubst %.c,%.o,$(wildcard xen/*.c))
SHARED_OBJS := $(filter-out main.o cmd/%.o,$(OBJS))

xen/daxkmem-xen: $(XEN_OBJS) xen/shared.a lib/libdaxkmem.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) \
		$(shell $(PKG_CONFIG) --libs $(XEN_PACKAGES))

# Loaded into xl. Links with libc only: the process provides the functions of
# libxenctrl that it calls.
xen/daxkmem-xen-placement.so: xen/preload/placement.c xen/placement.h
	$(CC) $(filter-out -I.,$(CPPFLAGS)) $(CFLAGS) $(LDFLAGS) -Ixen \
		$(shell $(PKG_CONFIG) --cflags xencontrol) -fPIC -shared \
		-fvisibility=hidden -Wl,--no-undefined -o $@ $<

HOTADD_OBJS := $(patsubst %.c,%.o,$(filter-out %/node_data.c,$(wildcard xen/hotadd/*.c)))

xen/daxkmem-xen-hotadd: $(HOTADD_OBJS) xen/silent.o lib/libdaxkmem.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs xencontrol xencall xentoollog)

xen/hotadd/payload.o: override CPPFLAGS += -DOBJECT='"xen/hotadd/node_data.livepatch"'
xen/hotadd/payload.o: xen/hotadd/node_data.livepatch

# Runs in the hypervisor: no SSE, no red zone, no GOT, and ENDBR for CET.
LIVEPATCH_CFLAGS := -std=gnu11 -O2 -Wall -Wextra -Werror -ffreestanding -fPIC \
	-fvisibility=hidden -fcf-protection=branch -fno-stack-protector \
	-fno-asynchronous-unwind-tables -mno-red-zone -mgeneral-regs-only -I$(CORE) -Ixen/hotadd

%.livepatch: %.c xen/hotadd/node_data.h $(CORE)/pxm_mark.h
	$(CC) $(LIVEPATCH_CFLAGS) -c -o $@ $<
	$(OBJCOPY) -R .comment -R .note.gnu.property -R .note.GNU-stack $@

xen/hotadd/%.o: xen/hotadd/%.c $(HEADERS) $(wildcard xen/*.h xen/hotadd/*.h)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Ixen -Ixen/hotadd $(shell $(PKG_CONFIG) --cflags $(XEN_PACKAGES)) -c -o $@ $<

xen/shared.a: $(SHARED_OBJS)
	$(RM) $@
	$(AR) rcs $@ $^

xen/%.o: xen/%.c $(HEADERS) $(wildcard xen/*.h)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Ixen $(shell $(PKG_CONFIG) --cflags $(XEN_PACKAGES)) -c -o $@ $<
