#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kexec while the device is memory: the next kernel does not take the range for
# RAM, finds the namespace as it was, and what the first kernel did not use of
# the range is not touched: neither by the jump nor by the next kernel.
# tier: full
# shellcheck source=../../bed/common.sh
. "$(dirname "$0")/../../bed/common.sh"
# shellcheck source=../../vm/tests/ktap.sh
. "$vm_tests/ktap.sh"
need qemu-system-x86_64 qemu-system-x86
need kexec kexec-tools
need perl perl
work=$(mktemp -d) || exit 1
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'kill -9 $(qemu_pid) 2> /dev/null; rm -rf "$work"' EXIT
mib=1152 used_mib=200
# The next kernel and its initrd go in too.
export PAYLOAD_MB=192 BED_DIR=$work/guest
mkdir "$BED_DIR"
nvdimm=$BED_DIR/nvdimm0

# "1 WORD VALUE" is what the first kernel says, "2 WORD VALUE" the next one.
cat > "$work/words" <<'END_WORDS'
cd /tests && . ./lib.sh
common_words() {
	echo "$1 kernel $(uname -r)"
	echo "$1 uuid $(ndctl list -N | grep uuid)"
	# its line and those below it, down to the next of the outermost ones
	echo "$1 iomem $(awk '/^[^ ]/ { on = /Persistent Memory/ } on' /proc/iomem |
		tr -s '\n ' '| ')"
	echo "$1 driver $(driver_of)"
	echo "$1 total $(node_kb 1 MemTotal)"
}
END_WORDS
# The next kernel has the same disk, so it comes here too.
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

# Into every other kernel; where there is just one, into itself.
targets() {
	local k others=""

	for k in $("$bed/kernel" --list); do
		[ "$k" = "$kver" ] || others+="$k "
	done
	echo "${others:-$kver}"
}

qemu_pid() {
	cat "$BED_DIR/pid" 2> /dev/null
}

# The guest waits for a line before it jumps, and stands still while the pages are
# looked at. early says if it has got to the jump all the same.
look() {
	local pid

	pid=$(qemu_pid)
	kill -STOP "$pid"
	"$top/selftests/vm/boots/pages" sum "$nvdimm" "$mib" > "$work/before"
	early=""
	read -r -t 0 -u "$1" && early=1
	kill -CONT "$pid"
	echo jump > "$BED_DIR/port"
}

# jump FROM HOW: leaves in said what was said, by "1 WORD" and "2 WORD"
jump() {
	local line out

	said=() early=1
	rm -f "$nvdimm" "$work/before"
	truncate -s "$((mib + 2))M" "$nvdimm"
	"$top/selftests/vm/boots/pages" write "$nvdimm" "$mib"
	echo "$2" > "$work/how"
	exec {out}< <(exec "$bed/script" "$1" nvdimm \
		"$work"/{script,how,next-vmlinuz,next-initrd} 2>&1)
	while IFS= read -r -u "$out" line; do
		line=${line%$'\r'}
		case $line in
		[12]" "*" "*) said[${line%"${line#? * }"}]=${line#? * } ;;
		@still) look "$out" ;;
		@jump) ;;
		*) echo "# $line" ;;
		esac
	done
	exec {out}<&-
	"$top/selftests/vm/boots/pages" sum "$nvdimm" "$mib" > "$work/after"
}

# next_of KVER: what is to be loaded
next_of() {
	local kdir template

	kdir=$("$bed/kernel" "$1") && template=$("$bed/template" "$1" nvdimm) || return
	gzip -1 < "$template/initrd" > "$work/next-initrd"
	cp "$kdir/boot/vmlinuz-$1" "$work/next-vmlinuz"
}

declare -A said
from=$kver
for to in $(targets); do
	next_of "$to" || { fail "there is a kernel $to to jump to"; continue; }
	# kexec_load and kexec_file_load: two ways to find out what is RAM
	for how in -c -s; do
		jump "$from" "$how"
		is "$from to $to, kexec $how: the first kernel used the node" \
			"${said[1 kernel ]} ${said[1 bind ]} ${said[1 fill ]}" \
			"$from ok 1:$((used_mib * 256)) "
		is "... the next kernel could be loaded" "${said[1 load ]}" ""
		is "... and ran" "${said[2 kernel ]}" "$to"
		like "... it sees persistent memory" "${said[2 iomem ]}" \
			"Persistent Memory.*namespace0.0"
		is "... just as the first one did, no RAM in it" \
			"${said[2 iomem ]}" "${said[1 iomem ]}"
		echo "# ${said[2 iomem ]}"
		is "... the node has no memory" "${said[2 total ]}" 0
		is "... the namespace has its UUID" "${said[2 uuid ]}" "${said[1 uuid ]}"
		is "... the device is device_dax's" "${said[2 driver ]}" device_dax

		is "... the pages were looked at before the jump" "$early" ""
		read -r pages _ _ numbered lost _ _ changed _ < <(
			"$top/selftests/vm/boots/pages" compare "$work"/{before,after} | tr -d ,)
		echo "# of $pages pages $numbered were unused; after it $lost of them and $changed others differ"
		at_least "... nearly all that the program did not use was unused" \
			"$numbered" $(((mib - used_mib) * 256 * 95 / 100))
		is "... not one of them has changed since" "$lost" 0
	done
done
finish
