#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# If the driver cannot attach to a block that the kernel has added, it removes the block
# again. Needs a kernel that can make functions fail.
# tier: quick debug
# machines: nvdimm
# skips-on: stock: this kernel was not built to have functions fail
. "$(dirname "$0")/lib.sh"
inject=/sys/kernel/debug/fail_function
[ -d $inject ] || skip_all "this kernel was not built to have functions fail (CONFIG_FAIL_FUNCTION)"
before=$(iomem)
load plug=none
bind_dev > /dev/null
grep -q '^dax_kmem_block_attach' $inject/injectable ||
	skip_all "dax_kmem_block_attach() cannot be made to fail"
size=$(dev)/dax_kmem/requested_size

# fail_attach NTH: makes this attach, counted from 0, fail with ENODEV
fail_attach() {
	local sym

	sym=$(grep -o '^dax_kmem_block_attach[^ 	]*' $inject/injectable)
	echo > $inject/inject
	echo "$sym" > $inject/inject
	printf '%#x' -19 > "$inject/$sym/retval"
	echo 0 > $inject/verbose
	echo 1 > $inject/interval
	echo 1 > $inject/times
	# should_fail() lets calls pass while space is greater than 1
	echo $(($1 + 1)) > $inject/space
	echo 100 > $inject/probability
}

no_fault() {
	echo 0 > $inject/probability
	echo > $inject/inject
}

# added: the bytes of the device that the kernel has added
added() {
	local range sum=0

	for range in $(iomem | sed -n 's/^ *\([^ ]*\) : System RAM (kmem)$/\1/p'); do
		sum=$((sum + 16#${range#*-} + 1 - 16#${range%-*}))
	done
	echo $sum
}

for nth in 0 3; do
	fail_attach $nth
	is "if attach number $((nth + 1)) fails, the write to state fails" "$(set_state online_movable)" ENODEV
	no_fault
	is "... no block is left" "$(added) $(attr plugged_size) $(state)" "0 0 unplugged"
done
try "$size" $((2 * block_size)) > /dev/null
fail_attach 1
is "a resize removes the block whose attach fails" \
	"$(try "$size" $((4 * block_size))) $(added)" "ENODEV $((3 * block_size))"
no_fault
is "... plugged_size shows it" "$(attr plugged_size)" $((3 * block_size))
is "... the device can grow afterwards" "$(try "$size" $((4 * block_size))) $(added)" "ok $((4 * block_size))"
set_state unplugged > /dev/null
give_back
check "the module can be unloaded" unload
is "/proc/iomem is as before" "$(iomem)" "$before"
finish
