#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Files that the tool keeps are replaced as a whole: filled under a temporary
# name, synced, renamed, and the directory synced. A failure on the way leaves
# the old file and no temporary file. The temporary name is never followed.
# usage: test_store.sh [DAXKMEM]
# shellcheck source=pmem_tree.sh
. "$(dirname "$0")/pmem_tree.sh"
command -v "${CC:-cc}" > /dev/null || {
	echo "1..0 # SKIP no C compiler"
	exit 0
}
plan 37
"${CC:-cc}" -shared -fPIC -Wall -Werror -o "$work/calls.so" "$here/calls.c" -ldl || exit 1
state=$root/var/lib/daxkmem
file=$state/aa.bad
temp=$state/.aa.bad.new
new_tree
new_device dax0.0 100000000 aa

# traced [FAIL=CALL] WORD...: runs the tool; sets rc, err, and calls to what it
# did to make the file durable
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
	is "a new file" "$rc $err" "0 "
	is "... is synced before it is renamed, and its directory after that" \
		"$(tail -n 3 <<< "$calls")" "fsync .aa.bad.new
rename .aa.bad.new aa.bad
fsync-dir daxkmem"
	is "... new directories are synced too" "$(head -n -3 <<< "$calls")" "fsync-dir var
fsync-dir lib"
	is "... all may read it, whatever the umask" "$(stat -c %a "$file")" 644
	traced bad add dax0.0 0x100006000
	is "a file that is replaced" "$calls" "fsync .aa.bad.new
rename .aa.bad.new aa.bad
fsync-dir daxkmem"
	traced bad forget dax0.0 all
	is "a file that is removed: its directory is synced" "$calls" "unlink aa.bad
fsync-dir daxkmem"
	"$tool" --sysroot "$root" bad add dax0.0 0x100005000 > /dev/null
}

# keeps_old CALL: the call fails while the file is replaced
keeps_old() {
	local was

	was=$(< "$file")
	traced "FAIL=$1" bad add dax0.0 0x100007000
	is "$1 fails: so does the command" "$rc" 1
	like "... and says so" "$err" "its list /var/lib/daxkmem/aa.bad cannot be written: Input/output error \(EIO\)"
	is "... the old file is there" "$(< "$file")" "$was"
	is "... and no other" "$(ls -A "$state")" aa.bad
}

test_failures() {
	keeps_old fsync
	keeps_old rename
	traced FAIL=fsync-dir bad add dax0.0 0x100007000
	is "the directory cannot be synced: the command fails" "$rc" 1
	is "... without a temporary file" "$(ls -A "$state")" aa.bad
	traced FAIL=unlink bad forget dax0.0 all
	is "a file that cannot be removed: the command fails" "$rc" 1
	check "... and the file is still there" test -e "$file"
}

# A file of the temporary name that is not the tool's own.
test_names() {
	local was

	was=$(< "$file")
	ln -s "$work/elsewhere" "$temp"
	run bad add dax0.0 0x100009000
	is "a dangling symbolic link: the command fails" "$rc" 1
	like "... because of the link" "$err" "Too many levels of symbolic links \(ELOOP\)"
	check_not "... the link was not followed" test -e "$work/elsewhere"
	is "... the file is unchanged" "$(< "$file")" "$was"
	echo precious > "$work/elsewhere"
	run bad add dax0.0 0x100009000
	is "a symbolic link to a file: the command fails" "$rc" 1
	is "... its target is unchanged" "$(< "$work/elsewhere")" precious
	rm "$temp"
	ln "$work/elsewhere" "$temp"
	run bad add dax0.0 0x100009000
	is "a hard link to another file: the command fails" "$rc" 1
	is "... that file is unchanged" "$(< "$work/elsewhere")" precious
	rm "$temp"
	mkfifo "$temp"
	run bad add dax0.0 0x100009000
	is "a FIFO: the command fails" "$rc" 1
	rm "$temp"
	seq 10000 > "$temp"
	says "a file that a killed run left is used again" 0 "dax0.0: bad pages saved" \
		bad add dax0.0 0x100009000
	is "... without what was in it" "$(grep -vc 0x "$file")" 1
	is "... and is gone afterwards" "$(ls -A "$state")" aa.bad
}

# Two at a time: the second one waits for the temporary file, but not for ever.
test_two() {
	: > "$temp"
	exec 9>> "$temp"
	flock 9
	"$tool" --sysroot "$root" bad add dax0.0 0x10000c000 > /dev/null 2>&1 9>&- &
	sleep 1
	check "a temporary file that another process holds is waited for" kill -0 $!
	check_not "... and not changed meanwhile" grep -q c000 "$file"
	exec 9>&-
	wait $!
	is "... the command then finishes" "$?" 0
	check "... and has stored its page" grep -q c000 "$file"
	: > "$temp"
	exec 9>> "$temp"
	flock 9
	timeout 60 "$tool" --sysroot "$root" bad add dax0.0 0x10000d000 > /dev/null 2> "$work/err" 9>&-
	is "a temporary file that stays held fails the command" "$?" 1
	like "... with EAGAIN" "$(< "$work/err")" "\(EAGAIN\)"
	exec 9>&-
	rm "$temp"
}

# In a directory of another user, who may hold the lock.
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
