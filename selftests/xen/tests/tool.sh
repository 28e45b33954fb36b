# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the tests of "daxkmem xen" share. Source it after lib.sh.

daxkmem xen list --help > /dev/null 2>&1 ||
	skip_all "daxkmem and daxkmem-xen are not built: .ci/deps xen; make tools"
mkdir -p /etc/xen
: > /etc/xen/xl.conf

# run_tool WORD...: its output in $out, its complaints in $err
run_tool() {
	out=$(daxkmem "$@" 2> /tmp/err)
	rc=$?
	err=$(< /tmp/err)
	return $rc
}

# works TEXT WORD...
works() {
	local text=$1

	shift
	if run_tool "$@"; then pass "$text"; else fail "$text" "$* => $rc $out $err"; fi
}

# fails TEXT EXIT-CODE REGEX WORD...: on standard error
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

# judged SCHEMA: $out is looked at outside
judged() {
	echo "@json $1 $(tr -d '\n' <<< "$out")"
}

# value KEY: of the JSON in $out, the first of that name
value() {
	sed -n "s/^ *\"$1\":\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p" <<< "$out" |
		head -n 1
}

# config NAME TYPE MEMORY [LINE...]: a guest's, in xl's format
config() {
	{
		printf 'name = "%s"\ntype = "%s"\nmemory = %s\nvcpus = 1\n' "$1" "$2" "$3"
		printf 'kernel = "/boot/vmlinuz"\nramdisk = "/boot/initrd"\n'
		printf '%s\n' "${@:4}"
	} > "/tmp/$1.cfg"
}

# dirty MIB: the line of a configuration that has the guest use so much. With
# page table isolation, QEMU's emulation of a PVH guest overruns the entry stack.
dirty() {
	echo "extra = \"console=hvc0 quiet nopti dirty=$1\""
}

# dead NAME: its kernel has given up
dead() {
	xl list "$1" | awk 'NR == 2 { exit $5 !~ /[sc]/ }'
}

said_or_dead() {
	grep -q "$2" "/var/log/xen/console/guest-$1.log" || dead "$1"
}

# says NAME TEXT: the guest has written it; if not, what it wrote last
says() {
	local log=/var/log/xen/console/guest-$1.log

	until_true 600 said_or_dead "$1" "$2"
	grep -q "$2" "$log" && return
	xl list
	tail -n 20 "$log"
	return 1
}

# on_node NAME: bytes that the guest has of the pool's node, and in all
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

# gone NAME: destroys it; all that it had is free again
gone() {
	xl destroy "$1"
	until_true 60 no_guest
}

no_guest() {
	[ -z "$(guests)" ]
}

# stopped_when CONDITION WORD...: runs the tool, and stops it (SIGSTOP) when the
# command CONDITION says so; ended does what comes then. On one CPU with us it
# cannot run away while we look.
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

# ended SIGNAL: of the one that stopped_when left; its status in $rc, its
# complaints in $err
ended() {
	kill "-$1" $!
	kill -CONT $! 2> /dev/null
	wait $! 2> /dev/null
	rc=$? err=$(< /tmp/err)
}
