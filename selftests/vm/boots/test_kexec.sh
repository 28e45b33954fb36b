#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kexec while the device is attached: the next kernel does not use the range as RAM, and
# finds the namespace unchanged. Neither the jump nor the next kernel changes pages that
# the first kernel did not use.
# tier: full
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
# shellcheck source=kexec.sh
. "$(dirname "$0")/kexec.sh"
used_mib=200

# The next kernel has the same disk, so it runs this script too.
{
	cat "$work/words"
	cat <<-END
	if grep -q bed.second /proc/cmdline; then
		common_words 2
		exit
	fi
	common_words 1
	load
	echo "1 bind \$(bind_dev)"
	mkfifo /tmp/go
	numactl --membind=1 nodefill $used_mib /tmp/go > /tmp/fill &
	until_true 60 grep -q : /tmp/fill
	echo "1 fill \$(cat /tmp/fill)"
	echo "1 load \$(kexec -l \$(cat /bed/how) --initrd=/bed/next-initrd --reuse-cmdline --append=bed.second /bed/next-vmlinuz 2>&1 || echo failed)"
	echo "@still"
	read -r _ < /dev/ttyS1
	echo "@jump"
	kexec -e
	END
} > "$work/script"

from=$kver
for to in $(targets); do
	next_of "$to" || { fail "kernel $to can be prepared"; continue; }
	# kexec_load and kexec_file_load find RAM in different ways
	for how in -c -s; do
		jump "$from" "$how"
		is "$from to $to, kexec $how: the first kernel used the node" \
			"${said[1 kernel ]} ${said[1 bind ]} ${said[1 fill ]}" \
			"$from ok 1:$((used_mib * 256)) "
		is "... the next kernel was loaded" "${said[1 load ]}" ""
		is "... and ran" "${said[2 kernel ]}" "$to"
		like "... it sees persistent memory" "${said[2 iomem ]}" \
			"Persistent Memory.*namespace0.0"
		is "... without RAM in it, as in the first kernel" \
			"${said[2 iomem ]}" "${said[1 iomem ]}"
		echo "# ${said[2 iomem ]}"
		is "... the node has no memory" "${said[2 total ]}" 0
		is "... the namespace has its UUID" "${said[2 uuid ]}" "${said[1 uuid ]}"
		is "... device_dax has the device" "${said[2 driver ]}" device_dax

		is "... the checksums were taken before the jump" "$early" ""
		read -r pages _ _ numbered lost _ _ changed _ < <(
			"$top/selftests/vm/boots/pages" compare "$work"/{before,after} | tr -d ,)
		echo "# $numbered of $pages pages were unused; $lost of them and $changed others have changed"
		at_least "... nearly all pages that the program left were unused" \
			"$numbered" $(((mib - used_mib) * 256 * 95 / 100))
		is "... none of them has changed" "$lost" 0
	done
done
finish
