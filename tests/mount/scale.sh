#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a walk over a large tenant costs: the pages of the lists, once, and the
# few documents that the tenant has one of; no call for an object, and nothing
# at all while what is known is fresh.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

# Every eighth workload has as many pods as it takes to make two on average.
start_sim --clusters 3 --departments 10 --projects 200 --workloads 10000 \
	--users 99 --nodes 49 --replicas 9
same "the tenant" "$(admin GET kinds |
	jq -c '[.clusters, .projects, .workloads, .pods]')" '[3,200,10000,20000]'
fresh=ttl=900,ttl_org=900,ttl_more=900,rate=2000,burst=2000

# What there is one list of, and how many items it has: pages of 500 each, where
# the API pages it.
pages='
/api/v1/node-pools nodepools
/api/v1/nodes nodes
/api/v1/org-unit/departments departments
/api/v1/org-unit/projects projects
/api/v1/workloads workloads
/api/v1/workloads/pods pods
/api/v1/users users
/api/v1/authorization/access-rules access-rules'

# walk WHAT COMMAND... : on a mount of its own; how it went is in $status,
# $tmp/out and $tmp/err, what it asked for in $tmp/paths.
walk()
{
	local before
	mount_fs "$1" -o "$fresh"
	shift
	zero_counts
	status=0
	"$@" "$M" >"$tmp/out" 2>"$tmp/err" || status=$?
	admin GET counts | jq -r '.paths | to_entries[] | "\(.value) \(.key)"' |
		sort -k 2 >"$tmp/paths"
	before=$(counted .requests)
	zero_counts
	"$@" "$M" >"$tmp/again" 2>>"$tmp/err" || true
	same "the same once more asks the API nothing" "$(counted .requests)" 0
	same "and sees the same" "$(md5sum <"$tmp/again")" "$(md5sum <"$tmp/out")"
	echo "$before requests: $*"
}

# cost : whether $tmp/paths is what a walk may cost.
cost()
{
	local path kind n
	while read -r path kind; do
		[ -n "$path" ] || continue
		n=$(admin GET kinds | jq ".[\"$kind\"]")
		same "the pages of $n $kind" "$(grep " $path\$" "$tmp/paths")" \
			"$(((n + 499) / 500)) $path"
	done <<<"$pages"
	same "/api/v2/storage-classes is for a cluster" \
		"$(grep ' /api/v2/storage-classes$' "$tmp/paths")" \
		"$(admin GET kinds | jq .clusters) /api/v2/storage-classes"
	awk 'NR == FNR { paged[$1]; next }
		!($2 in paged) && $2 != "/api/v2/storage-classes"' \
		<(echo "$pages") "$tmp/paths" >"$tmp/others"
	same "one request for each of the others, and one for a token" \
		"$(cut -d ' ' -f 1 "$tmp/others" | sort -u)" 1
	holds "those are few" "$(wc -l <"$tmp/others") < 60"
	refuted "nothing that belongs to one object was asked for" \
		grep -E '/[0-9a-f]{8}-[0-9a-f]{4}-|/[0-9]+(/|$)|/metrics|/telemetry|/count|/audit|/cli' "$tmp/paths"
}

walk find find
same "find sees no error" "$status$(cat "$tmp/err")" 0
holds "find | wc -l" "$(wc -l <"$tmp/out") > 200000"
same "each workload once" "$(grep -c '/workloads/[^/]*/info.json$' "$tmp/out")" 10000
same "each pod once" "$(grep -c '/pods/[^/]*/info.json$' "$tmp/out")" 20000
cost
unmount_fs

walk grep grep -r nothing-is-called-so
same "grep -r finds nothing, and nothing went wrong" \
	"$status$(cat "$tmp/out" "$tmp/err")" 1
cost
sed 's/^/    /' "$tmp/paths"

finish
