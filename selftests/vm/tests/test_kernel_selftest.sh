#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's own selftest of dax/kmem passes with dax_kmem under the name kmem.
# tier: full
# machines: nvdimm
# brings: dax-selftest
. "$(dirname "$0")/lib.sh"
program=/bed/dax-selftest/dax/dax-kmem-hotplug.sh
[ -e $program ] || skip_all "the kernel's selftest is missing"
plan 7
auto=$(cat $memory/auto_online_blocks)
drv=kmem

# results WORD: the numbers of its test points with that result
results() {
	sed -nE "s/^$1 ([0-9]+) .*/\1/p" /tmp/selftest | xargs
}

# The selftest clears the kernel log, which the bed reads after the test. This dmesg only
# hides the lines before that.
mkdir -p /tmp/bin
cat > /tmp/bin/dmesg <<'END'
#!/bin/sh
if [ "$1" = -C ]; then
	/usr/bin/dmesg | wc -l > /tmp/cleared
else
	/usr/bin/dmesg | tail -n +$(($(cat /tmp/cleared) + 1))
fi
END
chmod +x /tmp/bin/dmesg

load bus_name=kmem
echo offline > $memory/auto_online_blocks
is "the device is bound" "$(bind_dev)" ok
PATH=/tmp/bin:$PATH DAX_KMEM_TEST_DEV=$DEV DAX_KMEM_TEST_UNBIND=1 bash $program \
	> /tmp/selftest 2>&1
is "the kernel's selftest succeeds" $? 0
sed 's/^/# /' /tmp/selftest
is "... no test point fails" "$(results "not ok")" ""
is "... all have run" "$(results ok)" "1 2 3 4 5 6 7 8 9 10"
# That point offlines all blocks and expects "state" to be stale, which it never is here.
is "... it skips only the point that needs a stale state" \
	"$(sed -nE 's/^ok ([0-9]+) .* # SKIP$/\1/p' /tmp/selftest)" 9
echo "$auto" > $memory/auto_online_blocks
is "the memory that the last point leaves online is taken over" "$(bind_dev)" ok
give_back
check "the module can be unloaded" unload
finish
