#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The tool replaces its files atomically: it writes a temporary file, syncs it, renames it and
# syncs the directory. A failure leaves the old file and no temporary file. If the temporary
# file exists as a link, the link is not followed.
# usage: test_store.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
command -v "${CC:-cc}" > /dev/null || {
	echo "1..0 # SKIP the C compiler is missing"
	exit 0
}
plan 37
"${CC:-cc}" -shared -fPIC -Wall -Werror -o "$work/calls.so" "$here/calls.c" -ldl || exit 1
state=$root/var/lib/daxkmem
file=$state/aa.bad
temp=$state/.aa.bad.new
new_tree
new_device dax0.0 100000000 aa

# traced [FAIL=CALL] WORD...: runs the tool; sets rc, err, and calls, the calls that make a
# file durable
traced() {
	local fail=""

	case $1 in
	FAIL=*)
		fail=${1#FAIL=}
		shift ;;
	esac
	rm -f "$work/calls"
	LD_PRELOAD=$work/calls.so CALLS_LOG=$work/calls CALLS_FAIL=$fail \
		"$tool" --sysroot "$root" "$@" > "$work/out" 2> "$work/err"
	rc=$?
	err=$(< "$work/err")
	calls=$(cat "$work/calls" 2> /dev/null)
}

test_order() {
	mkdir -p "$root/var"
	umask 077
	traced bad add dax0.0 0x100005000
	is "the tool writes a new file" "$rc $err" "0 "
	is "... which is synced and then renamed, and then its directory is synced" \
		"$(tail -n 3 <<< "$calls")" "fsync .aa.bad.new
rename .aa.bad.new aa.bad
fsync-dir daxkmem"
	is "... new directories are synced too" "$(head -n -3 <<< "$calls")" "fsync-dir var
fsync-dir lib"
	is "... the file is readable by all, regardless of the umask" "$(stat -c %a "$file")" 644
	traced bad add dax0.0 0x100006000
	is "a replaced file is written in the same way" "$calls" "fsync .aa.bad.new
rename .aa.bad.new aa.bad
fsync-dir daxkmem"
	traced bad forget dax0.0 all
	is "the directory of a removed file is synced" "$calls" "unlink aa.bad
fsync-dir daxkmem"
	"$tool" --sysroot "$root" bad add dax0.0 0x100005000 > /dev/null
}

# keeps_old CALL: the call fails while the file is replaced
keeps_old() {
	local was

	was=$(< "$file")
	traced "FAIL=$1" bad add dax0.0 0x100007000
	is "if $1 fails, the command fails" "$rc" 1
	like "... the error says why" "$err" "its list /var/lib/daxkmem/aa.bad cannot be written: Input/output error \(EIO\)"
	is "... the old file is unchanged" "$(< "$file")" "$was"
	is "... and no other file is left" "$(ls -A "$state")" aa.bad
}

test_failures() {
	keeps_old fsync
	keeps_old rename
	traced FAIL=fsync-dir bad add dax0.0 0x100007000
	is "if the directory cannot be synced, the command fails" "$rc" 1
	is "... and no temporary file is left" "$(ls -A "$state")" aa.bad
	traced FAIL=unlink bad forget dax0.0 all
	is "if the file cannot be removed, the command fails" "$rc" 1
	check "... and the file is still there" test -e "$file"
}

# The temporary name exists, and is not a file of the tool.
test_names() {
	local was

	was=$(< "$file")
	ln -s "$work/elsewhere" "$temp"
	run bad add dax0.0 0x100009000
	is "if it is a dangling symbolic link, the command fails" "$rc" 1
	like "... because of the link" "$err" "Too many levels of symbolic links \(ELOOP\)"
	check_not "... the link was not followed" test -e "$work/elsewhere"
	is "... the file is unchanged" "$(< "$file")" "$was"
	echo precious > "$work/elsewhere"
	run bad add dax0.0 0x100009000
	is "if it is a symbolic link to a file, the command fails" "$rc" 1
	is "... its target is unchanged" "$(< "$work/elsewhere")" precious
	rm "$temp"
	ln "$work/elsewhere" "$temp"
	run bad add dax0.0 0x100009000
	is "if it is a hard link to another file, the command fails" "$rc" 1
	is "... that file is unchanged" "$(< "$work/elsewhere")" precious
	rm "$temp"
	mkfifo "$temp"
	run bad add dax0.0 0x100009000
	is "if it is a FIFO, the command fails" "$rc" 1
	rm "$temp"
	seq 10000 > "$temp"
	says "a temporary file that a killed run left is reused" 0 "dax0.0: bad pages saved" \
		bad add dax0.0 0x100009000
	is "... without its old contents" "$(grep -vc 0x "$file")" 1
	is "... and is gone afterwards" "$(ls -A "$state")" aa.bad
}

# The tool waits for a temporary file that another process holds, but not forever.
test_two() {
	: > "$temp"
	exec 9>> "$temp"
	flock 9
	"$tool" --sysroot "$root" bad add dax0.0 0x10000c000 > /dev/null 2>&1 9>&- &
	sleep 1
	check "the tool waits while another process holds the temporary file" kill -0 $!
	check_not "... and does not change the file meanwhile" grep -q c000 "$file"
	exec 9>&-
	wait $!
	is "... then it finishes" "$?" 0
	check "... and the page is stored" grep -q c000 "$file"
	: > "$temp"
	exec 9>> "$temp"
	flock 9
	timeout 60 "$tool" --sysroot "$root" bad add dax0.0 0x10000d000 > /dev/null 2> "$work/err" 9>&-
	is "the command fails if the temporary file stays locked" "$?" 1
	like "... with EAGAIN" "$(< "$work/err")" "\(EAGAIN\)"
	exec 9>&-
	rm "$temp"
}

# A user who owns the directory could hold the lock.
test_foreign() {
	if [ "$(id -u)" != 0 ]; then
		skip "a temporary file of another user is refused at once" "not root"
		return
	fi
	: > "$temp"
	chown nobody "$temp"
	exec 9>> "$temp"
	flock 9
	timeout 60 "$tool" --sysroot "$root" bad add dax0.0 0x10000e000 > /dev/null 2> "$work/err" 9>&-
	like "a temporary file of another user is refused at once" "$? $(< "$work/err")" "^1 .*\(EEXIST\)"
	exec 9>&-
	rm "$temp"
}

test_order
test_failures
test_names
test_two
test_foreign
finish
