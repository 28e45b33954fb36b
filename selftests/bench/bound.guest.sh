# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Runs in the guest; $rounds is set.
dev=/sys/bus/dax/devices/dax0.0
drv=/sys/bus/dax/drivers
echo offline > /sys/devices/system/memory/auto_online_blocks

put() {
	printf %s "$2" > "$1"
}

attach() {
	put $drv/dax_kmem/new_id dax0.0 &&
		put $drv/device_dax/unbind dax0.0 &&
		put $drv/dax_kmem/bind dax0.0
}

detach() {
	put $dev/state unplugged &&
		put $drv/dax_kmem/unbind dax0.0 &&
		put $drv/dax_kmem/remove_id dax0.0 &&
		put $drv/device_dax/bind dax0.0
}

# The OOM killer may only kill the measured program.
echo -1000 > /proc/$$/oom_score_adj

# beside NAME COMMAND...: run COMMAND next to a program bound to the node, and record the
# longest time of one of the program's writes in ms, or that the program was killed
beside() {
	local name=$1 program

	shift
	(echo 0 > "/proc/$BASHPID/oom_score_adj"
		exec numactl --membind=1 /tests/bound churn 16) > /tmp/bound &
	program=$!
	until grep -q ready /tmp/bound; do sleep 0.1; done
	"$@" > /dev/null 2>&1 || { echo "failed: $*"; exit 1; }
	kill -TERM $program 2> /dev/null
	if wait $program 2> /dev/null; then
		sed -n 's/.*longest \([0-9]*\) ms$/\1/p' /tmp/bound >> "/tmp/$name-stall"
	else
		echo x >> "/tmp/$name-killed"
	fi
}

# The commands for each driver, from devdax to memory in ZONE_MOVABLE and back.
ours() {
	modprobe dax_kmem
	attach > /dev/null && beside ours detach
	rmmod dax_kmem
}

theirs() {
	modprobe kmem
	daxctl reconfigure-device -m system-ram dax0.0 > /dev/null 2>&1 &&
		beside theirs daxctl reconfigure-device -f -m devdax dax0.0
	rmmod kmem
}

# spread FILE: minimum, median, maximum
spread() {
	sort -n "/tmp/$1" | awk '{ v[NR] = $1 }
		END { if (NR) print v[1], v[int((NR + 1) / 2)], v[NR]
			else print "- - -" }'
}

# killed NAME: how often the program was killed
killed() {
	touch "/tmp/$1-killed"
	wc -l < "/tmp/$1-killed"
}

row() {
	local a b

	touch "/tmp/ours-$1" "/tmp/theirs-$1"
	a=$(spread "ours-$1")
	b=$(spread "theirs-$1")
	echo "$a $b" | awk -v what="$2" '{
		printf "%-28s dax_kmem %6s %6s %6s   kmem and daxctl %6s %6s %6s   ratio of medians %s\n",
			what, $1, $2, $3, $4, $5, $6,
			$2 + 0 && $5 + 0 ? sprintf("%.2f", $2 / $5) : "-" }'
}

for _ in $(seq "$rounds"); do
	ours
	theirs
done
row stall "a bound program waits, ms"
echo "it was killed in a detach: dax_kmem $(killed ours) of $rounds, kmem and daxctl $(killed theirs) of $rounds"
