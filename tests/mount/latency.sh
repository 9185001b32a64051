#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A control plane that takes 100 ms for every answer: who asks for many files
# does not wait for one after the other, and two who ask for the same ask once.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 60 --latency-ms 100
mount_fs m -o ttl=900,ttl_org=900,ttl_more=900,rate=2000,burst=2000
ls "$M/workloads/by-type/Training" "$M/workloads/by-type/Inference" \
	"$M"/clusters/*/nodes >/dev/null

# more_of TYPE N : the directory behind the Nth one's `more`.
more_of()
{
	find "$M/workloads/by-type/$1" -type l | sort | sed -n "$2p" |
		sed 's|$|/more|' | xargs realpath
}

# timed WHAT COMMAND... : how long it took, how many requests, how many at once.
timed()
{
	local what=$1 start
	shift
	zero_counts
	start=$(date +%s%N)
	check "$what" "$@"
	took=$((($(date +%s%N) - start) / 1000000))
	asked=$(counted .requests)
	most=$(counted .in_flight_max)
	echo "$what: $took ms, $asked requests, $most at once"
}

for type in Training Inference; do
	more=$(more_of "$type" 1)
	timed "ls -l more/ of a workload ($type)" ls -l "$more/"
	holds "a request for each call of its own" "$asked >= 5"
	holds "most of them at once" "$most * 2 >= $asked || $most == 8"
	timed "the same once more" ls -l "$more/"
	same "asks for nothing" "$asked" 0
done
more=$(realpath "$M/clusters/prod-east/more")
timed "ls --color more/ of a cluster" ls --color=always -F "$more/"
holds "several at once" "$most > 1"
timed "ls -l lists/" ls -l "$M/lists/"
holds "several at once" "$most > 4"

# ---- the same window ----

# in_step : a minute does not end meanwhile.
in_step()
{
	while [ "$(($(date +%s) % 60))" -gt 54 ]; do
		sleep 1
	done
}
in_step

more=$(more_of Training 2)
zero_counts
cat "$more/metrics.csv" >"$tmp/1" &
first=$!
cat "$more/metrics.csv" >"$tmp/2"
wait "$first"
same_file "two at once see the same" "$tmp/1" "$tmp/2"
cat "$more/metrics.csv" >"$tmp/3"
same_file "and a third within the step" "$tmp/1" "$tmp/3"
same "and there was one request" \
	"$(counted '[.paths | to_entries[] | select(.key | endswith("/metrics")) | .value] | add')" 1
unmount_fs

# Also when nothing is kept: the window is the same.
mount_fs unkept -o ttl_more=0,stale_while_revalidate=no,stale_if_error=0
more=$(realpath "$M/clusters/prod-east/more")
in_step
cat "$more/metrics.csv" >"$tmp/1"
cat "$more/metrics.csv" >"$tmp/2"
same_file "twice within a step, asked twice" "$tmp/1" "$tmp/2"
unmount_fs
finish
