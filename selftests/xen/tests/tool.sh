# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions that the tests of "daxkmem xen" share. Source this file after lib.sh.

daxkmem xen list --help > /dev/null 2>&1 ||
	skip_all "daxkmem and daxkmem-xen are not built: .ci/deps xen; make tools"
mkdir -p /etc/xen
: > /etc/xen/xl.conf

# run_tool WORD...: runs daxkmem; sets out, err (standard error) and rc
run_tool() {
	out=$(daxkmem "$@" 2> /tmp/err)
	rc=$?
	err=$(< /tmp/err)
	return $rc
}

# works TEXT WORD...: daxkmem succeeds
works() {
	local text=$1

	shift
	if run_tool "$@"; then pass "$text"; else fail "$text" "$* => $rc $out $err"; fi
}

# fails TEXT EXIT-CODE REGEX WORD...: daxkmem fails; its standard error matches REGEX
fails() {
	local text=$1 code=$2 regex=$3

	shift 3
	run_tool "$@"
	if [ "$rc" = "$code" ] && [[ $err =~ $regex ]]; then
		pass "$text"
	else
		fail "$text" "$* => $rc $out $err"
	fi
}

# judged SCHEMA: prints $out for the host, which checks it against the schema
judged() {
	echo "@json $1 $(tr -d '\n' <<< "$out")"
}

# value KEY: prints the first value of KEY in the JSON in $out
value() {
	sed -n "s/^ *\"$1\":\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" <<< "$out" |
		head -n 1
}

# config NAME TYPE MEMORY [LINE...]: writes an xl configuration to /tmp/NAME.cfg
config() {
	{
		printf 'name = "%s"\ntype = "%s"\nmemory = %s\nvcpus = 1\n' "$1" "$2" "$3"
		printf 'kernel = "/boot/vmlinuz"\nramdisk = "/boot/initrd"\n'
		printf '%s\n' "${@:4}"
	} > "/tmp/$1.cfg"
}

# dirty MIB: prints a configuration line that makes the guest use MIB of its memory. nopti:
# with page table isolation, a PVH guest under QEMU overruns its entry stack.
dirty() {
	echo "extra = \"console=hvc0 quiet nopti dirty=$1\""
}

# dead NAME: the guest has shut down or crashed
dead() {
	xl list "$1" | awk 'NR == 2 { exit $5 !~ /[sc]/ }'
}

said_or_dead() {
	grep -q "$2" "/var/log/xen/console/guest-$1.log" || dead "$1"
}

# says NAME TEXT: waits until the guest prints TEXT; otherwise prints the end of its log
says() {
	local log=/var/log/xen/console/guest-$1.log

	until_true 600 said_or_dead "$1" "$2"
	grep -q "$2" "$log" && return
	xl list
	tail -n 20 "$log"
	return 1
}

# on_node NAME: prints the guest's bytes on the pool's node, and its total
on_node() {
	daxkmem xen list --guests --json | tr -d ' \n' |
		sed -n "s/.*\"name\":\"$1\",\"type\":\"[a-z]*\",\"size\":\([0-9]*\),\"node_size\":\([0-9a-z]*\)}.*/\2 \1/p"
}

free_bytes() {
	daxkmem xen list --json | sed -n 's/.*"node_free":\([0-9]*\).*/\1/p'
}

guests() {
	xl list | awk 'NR > 1 && $2 { print $1 }' | xargs
}

# gone NAME: destroys the guest and waits until no guest is left
gone() {
	xl destroy "$1"
	until_true 60 no_guest
}

no_guest() {
	[ -z "$(guests)" ]
}

# stopped_when CONDITION WORD...: runs daxkmem, and stops it (SIGSTOP) when the command
# CONDITION succeeds. It shares a CPU with this shell, so it makes no progress while
# CONDITION runs. Call ended afterwards.
stopped_when() {
	local pid rc=0

	taskset -p 1 $$ > /dev/null
	daxkmem "${@:2}" > /dev/null 2> /tmp/err &
	pid=$!
	until kill -STOP $pid && "$1"; do
		kill -CONT $pid || { rc=1; break; }
		sleep 0.05
	done
	taskset -p 3 $$ > /dev/null
	return $rc
}

# ended SIGNAL: sends SIGNAL to the process that stopped_when stopped, and waits for it; sets
# rc and err
ended() {
	kill "-$1" $!
	kill -CONT $! 2> /dev/null
	wait $! 2> /dev/null
	rc=$? err=$(< /tmp/err)
}
