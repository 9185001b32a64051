#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is there no more is forgotten, by the daemon and by the kernel: objects
# that come and go, and links that move, leave nothing behind.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 1000
mount_fs m -o ttl=0.3,ttl_org=600,ttl_more=600,rate=1000,burst=1000 \
	-o stale_while_revalidate=no

visit()
{
	sleep 0.35
	grep -r nothing-is-called-so "$M/clusters" >/dev/null || true
	ls -l "$M"/workloads/by-phase/* >/dev/null
}

# nodes : what the daemon knows, once the kernel has let go of what it will.
nodes()
{
	local before=-1 now i
	for ((i = 0; i < 50; i++)); do
		now=$(stats 'fuse nodes')
		[ "$now" != "$before" ] || break
		before=$now
		sleep 0.1
	done
	echo "$now"
}

visit
visit
first=$(nodes)
for round in 1 2 3 4 5 6; do
	admin POST "touch?kind=workloads&permille=200&seed=$round" >/dev/null
	visit
done
last=$(nodes)
holds "1,200 moves between phases leave nothing behind" \
	"$last <= $first + $first / 20"

# Half of the workloads go.
items workloads 500 | jq -r .id |
	sed "s|.*|url = \"$sim/_sim/item?kind=workloads\&id=&\"\noutput = /dev/null|" \
		>"$tmp/deletes"
curl -sS -X DELETE -K "$tmp/deletes"
visit
visit
gone=$(nodes)
holds "neither do 500 that are deleted" "$gone <= $last * 6 / 10"
same "the others are still there" \
	"$(find "$M/clusters" -path '*/workloads/*' ! -path '*/pods/*' -name status | wc -l)" 500
unmount_fs
finish
