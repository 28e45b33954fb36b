# SPDX-License-Identifier: GPL-2.0-or-later
# daxkmem-xen: what of the tool needs Xen's libraries, where they are. It is
# made of what is here, and of the tool without its commands. Part of the
# Makefile above.
XEN_PACKAGES := xenlight xencontrol xenforeignmemory xencall xenstore xentoollog uuid

ifeq ($(shell $(PKG_CONFIG) --exists $(XEN_PACKAGES) && echo yes),yes)
all: xen/daxkmem-xen
endif

XEN_OBJS := $(patsubst %.c,%.o,$(wildcard xen/*.c))
SHARED_OBJS := $(filter-out main.o cmd/%.o,$(OBJS))

xen/daxkmem-xen: $(XEN_OBJS) xen/shared.a lib/libdaxkmem.a xen/placement.list
	$(CC) $(CFLAGS) $(LDFLAGS) -Wl,--dynamic-list=xen/placement.list \
		-o $@ $(filter %.o %.a,$^) $(LDLIBS) \
		$(shell $(PKG_CONFIG) --libs $(XEN_PACKAGES))

xen/shared.a: $(SHARED_OBJS)
	$(RM) $@
	$(AR) rcs $@ $^

xen/%.o: xen/%.c $(HEADERS) $(wildcard xen/*.h)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Ixen $(shell $(PKG_CONFIG) --cflags $(XEN_PACKAGES)) -c -o $@ $<
