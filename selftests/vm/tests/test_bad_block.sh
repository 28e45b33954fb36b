#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One block in the middle cannot be brought online: the others go back to
# where they were. Since 6.8 Linux refuses a block with a page that is known
# to be bad, which is how one is made here.
# guests: nvdimm
# after: reboot
. "$(dirname "$0")/lib.sh"
[ -e /vm.conf ] || skip_all "leaves a page marked as bad"
[ -w $memory/hard_offline_page ] || skip_all "no hard_offline_page here"
load
bind_dev > /dev/null
b=$(blocks | sed -n 6p)
echo $((${b#memory} * block_size + 4096)) > $memory/hard_offline_page
for i in $(blocks); do
	try "$memory/$i/state" offline > /dev/null
done
is "all is offline" "$(state)" offline
if [ "$(try "$memory/$b/state" online_movable)" = ok ]; then
	skip_all "this kernel brings a block with a bad page online"
fi

was=$(attr blocks)
mark
is "a block in the middle fails: the errno comes through" \
	"$(set_state online_movable)" EHWPOISON
is "... all others are as they were" "$(attr blocks)" "$was"
like "... the log names the block and the cause" "$(log)" \
	"dax_kmem $DEV: $b could not be brought online: it has a page that is known to be bad"
is "... the files can be trusted" "$(state) $(attr online_size)" "offline 0"
is "unplugged works" "$(set_state unplugged)" ok
is "... and a new start too" "$(set_state online_movable; attr online_size)" \
	"ok"$'\n'"$(attr usable_size)"
finish
