# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A guest that boots another kernel by kexec, while the host checks the pages of its
# NVDIMM. Source this after common.sh and ktap.sh. The guest's script, $work/script, prints
# "1 WORD VALUE" in the first kernel and "2 WORD VALUE" in the next one. Before the jump it
# prints @still and waits for a line from ttyS1.
need qemu-system-x86_64 qemu-system-x86
need kexec kexec-tools
need perl perl
work=$(mktemp -d) || exit 1
kver=${KVER:-$("$bed/kernel" --list | tail -n 1)}
trap 'kill -9 $(qemu_pid) 2> /dev/null; rm -rf "$work"' EXIT
mib=1152
# The payload includes the next kernel and its initrd.
export PAYLOAD_MB=192 BED_DIR=$work/guest
mkdir "$BED_DIR"
nvdimm=$BED_DIR/nvdimm0
declare -A said

cat > "$work/words" <<'END_WORDS'
cd /tests && . ./lib.sh
common_words() {
	echo "$1 kernel $(uname -r)"
	echo "$1 uuid $(ndctl list -N | grep uuid)"
	# the line of the NVDIMM and the lines nested below it
	echo "$1 iomem $(awk '/^[^ ]/ { on = /Persistent Memory/ } on' /proc/iomem |
		tr -s '\n ' '| ')"
	echo "$1 driver $(driver_of)"
	echo "$1 total $(node_kb 1 MemTotal)"
}
END_WORDS

# targets: all other kernels; if there is none, the kernel itself
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

# look FD: stops the guest, which waits before the jump, and takes a checksum of each page.
# Sets early if the guest has reached the jump anyway.
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

# jump FROM HOW: runs the guest; sets said[1 WORD] and said[2 WORD] to the values it prints
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

# next_of KVER: provides this kernel and an initrd as the ones to be loaded
next_of() {
	local kdir template

	kdir=$("$bed/kernel" "$1") && template=$("$bed/template" "$1" nvdimm) || return
	gzip -1 < "$template/initrd" > "$work/next-initrd"
	cp "$kdir/boot/vmlinuz-$1" "$work/next-vmlinuz"
}
