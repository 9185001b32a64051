#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a walk over a large tenant costs: nothing at all while the lists are
# fresh, and their pages once for all who come at the same time. What all of it
# costs, list by list: scale.sh.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 10000 --projects 20 --users 30
mount_fs m -o ttl=900,ttl_org=900,ttl_more=900,rate=1000,burst=1000

status=0
grep -r nothing-is-called-so "$M" >"$tmp/out" 2>"$tmp/err" || status=$?
same "grep -r finds nothing, and nothing went wrong" \
	"$status$(cat "$tmp/out" "$tmp/err")" 1
same "it costs 20 requests for 10,000 workloads" "$(asked /api/v1/workloads)" 20
same "one token" "$(counted .token_requests)" 1

first=$(stats 'fuse requests')
holds "the first pass asked the daemon" "$first > 20000"
zero_counts
# The best of a few: the kernel may have needed some of its memory back.
least=$first
for _ in 1 2 3 4 5; do
	before=$(stats 'fuse requests')
	grep -r nothing-is-called-so "$M" >/dev/null || true
	used=$(($(stats 'fuse requests') - before))
	[ "$used" -gt "$least" ] || least=$used
	((least * 100 > first)) || break
done
holds "another pass asks the daemon next to nothing" "$least * 100 <= $first"
same "and the API nothing" "$(counted .requests)" 0

# ---- nor do others ----

# free_of_charge WHAT COMMAND...
free_of_charge()
{
	local what=$1 out=$tmp/out
	shift
	"$@" >"$out" 2>"$tmp/err" || true
	same "$what: no error" "$(cat "$tmp/err")" ''
	same "$what: no request to the API" "$(counted .requests)" 0
}

free_of_charge "find" find "$M" -ls
holds "find sees all" "$(grep -c '/info.json$' "$tmp/out") > 10000"
free_of_charge "ls -lR" ls -lR "$M/clusters" "$M/workloads" "$M/access"
free_of_charge "du" du -s "$M"
free_of_charge "tar" bash -c "tar cf - -C '$M' . | wc -c"
# shellcheck disable=SC2016
free_of_charge "a glob" bash -c 'cd "$1" && cat clusters/*/projects/*/workloads/*/status | sort | uniq -c' - "$M"
if has rg rg; then
	free_of_charge "rg" rg -uu nothing-is-called-so "$M"
fi
if has fdfind fd; then
	free_of_charge "fd" fdfind -u nothing "$M"
fi
if has tree tree; then
	free_of_charge "tree" tree -a "$M"
fi
if has rsync rsync; then
	free_of_charge "rsync" rsync -an "$M/clusters" "$tmp/none"
fi
unmount_fs

# ---- a list as one file costs its own pages ----

mount_fs one -o ttl=900,ttl_org=900,rate=1000,burst=1000
zero_counts
same "lists/users.json" "$(jq length "$M/lists/users.json")" 30
same "costs one request" "$(api_requests)" 1
zero_counts
same "lists/workloads.count" "$(cat "$M/lists/workloads.count")" 10000
same "costs one request" "$(asked /api/v1/workloads/count) $(api_requests)" "1 1"
zero_counts
same "lists/workloads.json" "$(jq length "$M/lists/workloads.json")" 10000
same "costs the pages" "$(asked /api/v1/workloads) $(api_requests)" "20 20"
zero_counts
same "lists/workloads.ndjson" "$(wc -l <"$M/lists/workloads.ndjson")" 10000
same "cost nothing any more" "$(counted .requests)" 0
unmount_fs

# ---- many at once ask once ----

mount_fs many -o ttl=900,ttl_org=900,rate=1000,burst=1000
zero_counts
fault 'path=/api/v1/workloads&kind=delay&value=300'
walkers=()
for _ in 1 2 3 4 5 6 7 8; do
	find "$M/clusters" >/dev/null 2>>"$tmp/err" &
	walkers+=($!)
done
for pid in "${walkers[@]}"; do
	status=0
	wait "$pid" || status=$?
	same "one of eight finds at once" "$status" 0
done
same "they share the pages" "$(asked /api/v1/workloads)" 20
unmount_fs
finish
