#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every step of a change emits a trace event.
# tier: quick
# machines: nvdimm
. "$(dirname "$0")/lib.sh"
plan 4
t=/sys/kernel/tracing
[ -d $t/events ] || mount -t tracefs tracefs $t 2> /dev/null
[ -d $t/events ] || skip_all "no tracefs here"
load plug=none
bind_dev > /dev/null
check "the trace event exists" test -e $t/events/dax_kmem/dax_kmem_step/enable
echo > $t/trace
echo 1 > $t/events/dax_kmem/enable
first=$(attr blocks | head -n 1 | cut -d' ' -f1)
try "$(dev)/dax_kmem/requested_size" $block_size > /dev/null
try "$(dev)/dax_kmem/scrub_on_unplug" 1 > /dev/null
try "$(dev)/dax_kmem/requested_size" 0 > /dev/null
echo 0 > $t/events/dax_kmem/enable
got=$(sed -n 's/.*dax_kmem_step: //p' $t/trace)
is "a block is plugged and unplugged in five steps" "$(wc -l <<< "$got")" 5
is "... each with block, from, to and result" "$(sed 's/usecs=[0-9]* //' <<< "$got")" \
	"$DEV $first add from=unplugged to=offline result=0
$DEV $first online from=offline to=movable result=0
$DEV $first offline from=movable to=offline result=0
$DEV $first remove from=offline to=unplugged result=0
$DEV $first scrub from=unplugged to=unplugged result=0"
us=$(sed -n 's/.* online .*usecs=\([0-9]*\).*/\1/p' <<< "$got")
at_least "... and with the duration" "$us" 1
give_back
unload
finish
