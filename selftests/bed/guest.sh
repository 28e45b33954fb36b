# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Functions for a running guest: monitor, saved state, time limit. Source it after common.sh.
# All files of a guest are in one directory:
#	console		the output of the kernel
#	qemu		the output of QEMU itself
#	pid		of QEMU
#	qmp.in, qmp.out	QEMU's monitor (QMP, docs/interop/qmp-spec)
#	why		the reason why the bed killed the guest, if it did

# guest_qmp_open DIR: open the monitor before QEMU starts; sets qmp_to, qmp_from
guest_qmp_open() {
	rm -f "$1"/qmp.in "$1"/qmp.out
	mkfifo "$1"/qmp.in "$1"/qmp.out || return
	# Open both for reading and writing. Otherwise each end would wait for the other.
	exec {qmp_to}<> "$1/qmp.in" {qmp_from}<> "$1/qmp.out"
}

# qmp COMMAND [ARGUMENTS]: send a command, with arguments in JSON, and skip events; sets
# qmp_answer; false on an error
qmp() {
	local line

	printf '{"execute":"%s"%s}\n' "$1" "${2:+,\"arguments\":$2}" >&"$qmp_to"
	while IFS= read -r -t "${qmp_timeout:-60}" -u "$qmp_from" line; do
		case $line in
		'{"return"'*) qmp_answer=$line; return 0 ;;
		'{"error"'*) qmp_answer=$line; return 1 ;;
		esac
	done
	qmp_answer="no answer"
	return 1
}

qmp_hello() {
	qmp qmp_capabilities
}

# hmp WORDS: send a command of the human monitor, for commands that QMP lacks (mce)
hmp() {
	qmp human-monitor-command "{\"command-line\":\"$1\"}"
}

ignore_shared='{"capabilities":[{"capability":"x-ignore-shared","state":true}]}'

# qmp_migrated: wait for the end of a migration; false if it failed
qmp_migrated() {
	local n=3000

	while [ $((n--)) -gt 0 ]; do
		qmp query-migrate || return
		case $qmp_answer in
		*'"status": "completed"'*) return 0 ;;
		*'"status": "failed"'*) return 1 ;;
		esac
		sleep 0.02
	done
	return 1
}

# guest_save FILE: stop the guest and save its state without the RAM. The caller ends QEMU.
guest_save() {
	qmp stop && qmp migrate-set-capabilities "$ignore_shared" &&
		qmp migrate "{\"uri\":\"exec:cat > $1\"}" && qmp_migrated
}

# guest_restore FILE: restore a guest in a QEMU that was started with -incoming defer
guest_restore() {
	qmp_hello && qmp migrate-set-capabilities "$ignore_shared" &&
		qmp migrate-incoming "{\"uri\":\"exec:cat $1\"}" &&
		qmp_migrated && qmp cont
}

# guest_own_ms PID: the guest's own clock in milliseconds: wall time minus the time that the
# thread of the emulated CPUs has waited in the host's run queue
# (/proc/PID/task/TID/schedstat, field 2). By this clock a guest on a busy host is not slow.
guest_own_ms() {
	local now waited=0 w ran most=-1 t

	now=${EPOCHREALTIME/./}
	for t in "/proc/$1/task"/*/schedstat; do
		read -r ran w _ 2> /dev/null < "$t" || continue
		[ "$ran" -gt "$most" ] && most=$ran waited=$w
	done
	[ "$most" -ge 0 ] || return
	echo $((now / 1000 - waited / 1000000))
}

# guest_cpu_ms PID: milliseconds of CPU time that QEMU has used
guest_cpu_ms() {
	local ran sum=0 t

	for t in "/proc/$1/task"/*/schedstat; do
		read -r ran _ 2> /dev/null < "$t" && sum=$((sum + ran))
	done
	echo $((sum / 1000000))
}

# guest_watch DIR PID SECONDS: kill the guest after that much of its own time, and update
# cpu_ms until then. Runs in the background.
guest_watch() {
	local dir=$1 pid=$2 limit=$(($3 * 1000)) start now

	start=$(guest_own_ms "$pid") || return 0
	while sleep 0.5; do
		now=$(guest_own_ms "$pid") || return 0
		guest_cpu_ms "$pid" > "$dir/cpu_ms"
		[ $((now - start)) -lt "$limit" ] && continue
		echo "did not end within $3 s of its own time" > "$dir/why"
		kill -9 "$pid"
		return
	done
}

# guest_died_in_boot WHAT DIR: record a guest that died before its test had begun, for the
# summary at the end of a run, or in BED_DEATHS if that is set
guest_died_in_boot() {
	mkdir -p "$VM_CACHE/t"
	echo "$1: $(grep -a -m 1 -E 'Kernel panic|Panic on CPU' "$2/console" | tr -d '\r' ||
		echo "no panic was printed")" >> "${BED_DEATHS:-$VM_CACHE/t/deaths}"
}
