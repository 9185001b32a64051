#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What happened in a window of time, and what there is now: metrics, the audit
# log, telemetry.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

# in_step : there are some seconds left of this minute, the shortest step.
in_step()
{
	local second
	second=$(date +%-S)
	((second < 45)) || sleep $((61 - second))
}

# exact WHAT FILE : its size is told before it is read, and true.
exact()
{
	local told
	told=$(stat -c %s "$2")
	same "$1: its size" "$(wc -c <"$2")" "$told"
	holds "$1: it is not empty" "$told > 0"
}

# mtime FILE
mtime()
{
	stat -c %Y "$1"
}

# calls REGEX : how many requests went to such paths.
calls()
{
	counted "[.paths | to_entries[] | select(.key | test(\"$1\")) | .value] | add // 0"
}

start_sim
mount_fs m -o ttl=900,ttl_org=900
c=$M/clusters/$(names "$M/clusters" | sed -n 1p)

# ---- metrics ----

w=$(find -L "$M/workloads/by-type/Inference" -maxdepth 1 -mindepth 1 | sort | sed -n 1p)
other=$(find -L "$M/workloads/by-type/Training" -maxdepth 1 -mindepth 1 | sort | sed -n 1p)
pod=$(find "$w/pods/" -maxdepth 1 -mindepth 1 -type d | sort | sed -n 1p)
one()
{
	find "$c/$1" -maxdepth 1 -mindepth 1 -type d | sort | sed -n 1p
}
zero_counts
same "windows are listed" "$(names "$c/more/metrics" | tr '\n' ' ')" \
	"1h.csv 1h.json 24h.csv 24h.json 30d.csv 30d.json 6h.csv 6h.json 7d.csv 7d.json by-category by-department by-node-pool by-project "
same "their names cost nothing" "$(counted .requests)" 0
for o in "$c" "$(one departments)" "$(one projects)" "$(one node-pools)" \
	"$(one nodes)" "$w" "$pod"; do
	zero_counts
	in_step
	cat "$o/more/metrics.csv" >"$tmp/1"
	cat "$o/more/metrics.csv" >"$tmp/2"
	cat "$o/more/metrics/1h.csv" >"$tmp/3"
	what=${o#"$M"/}
	same "$what: one request for all types" "$(calls /metrics)" 1
	same_file "$what: the same bytes twice" "$tmp/2" "$tmp/1"
	same_file "$what: metrics.csv is the last hour" "$tmp/3" "$tmp/1"
	holds "$what: several types" \
		"$(cut -d , -f 2 "$tmp/1" | sed 1d | sort -u | wc -l) > 2"
	same "$what: 60 samples" \
		"$(cut -d , -f 1 "$tmp/1" | sed 1d | sort -u | wc -l)" 60
	exact "$what: metrics/6h.json" "$o/more/metrics/6h.json"
	check "$what: it is JSON" jq -e '.measurements | length > 2' \
		"$o/more/metrics/6h.json"
done

in_step
now=$(date +%s)
for row in 1h:60 6h:360 24h:1440 7d:10080 30d:43200; do
	step=${row#*:} file=$c/more/metrics/${row%:*}.csv
	same "${row%:*}: its time is the end of the last step" \
		"$(mtime "$file")" $((now - now % step))
done

f=$c/more/metrics/2024-02-28..2024-03-01@48.csv
zero_counts
same "bounds and samples" \
	"$(cut -d , -f 1 "$f" | sed 1d | sort -u | wc -l)" 48
cat "$f" >/dev/null
same "one request" "$(counted .requests)" 1
exact "bounds" "$f"
same "its time is its end" "$(mtime "$f")" "$(date -d 2024-03-01Z +%s)"
exact "bounds in JSON" "${f%.csv}.json"
same "a zone" "$(mtime "$c/more/metrics/2024-02-28T10:00+02:00..2024-02-28T12:00:00+02:00.csv")" \
	"$(date -d '2024-02-28 10:00Z' +%s)"
day=$(date +%F)
holds "what is not over ends now at the latest" \
	"$(mtime "$c/more/metrics/2024-01-01..2199-01-01.csv") <= $(date +%s)"

zero_counts
for name in 2h.csv 1h.tsv 1h 1h.csv.csv @.csv 1h@5.csv 2024-01-02..2024-01-01.csv \
	2024-01-01..2024-01-02@0.csv 2024-01-01..2024-01-02@1001.csv \
	2024-02-30.csv 2199-01-01..2199-02-01.csv 10000-01-01..10000-01-02.csv \
	..csv ...csv last-1h.csv; do
	fails_with ENOENT "metrics/$name" cat "$c/more/metrics/$name"
done
same "nonsense asks for nothing" "$(counted .requests)" 0

# ---- trouble ----

f=$c/more/metrics/2024-05-01..2024-05-02.csv
fault 'path=*/metrics&kind=status&value=403'
fails_with EACCES "metrics that are not for this user" cat "$f"
fails_with EACCES "once more" cat "$f"
faults_end
check "and when they are" eventually 10 cat "$f"
fault 'path=*/audit/log&kind=status&value=500'
fails_with EIO "an audit log out of order" cat "$M/audit/2025-05-01.csv"
check "its directory is listed all the same" ls "$M/audit/"
faults_end
check "when it is over all is well" eventually 10 cat "$M/audit/2025-05-01.csv"

# ---- refresh ----

in_step
cat "$c/more/metrics/7d.csv" "$M/audit/last-1h.json" \
	"$M/telemetry/nodes/FREE_GPUS.csv" >/dev/null
for path in "$c/more/metrics/7d.csv" "$c/more/metrics" "$(readlink -f "$c/more")"; do
	zero_counts
	check "refresh ${path#"$M"/}" "$RUNAIFS" refresh "$path"
	cat "$c/more/metrics/7d.csv" >/dev/null
	same "it is asked for anew" "$(calls /metrics)" 1
done
zero_counts
check "refresh audit, telemetry" \
	"$RUNAIFS" refresh "$M/.more/audit" "$M/telemetry/nodes"
cat "$M/audit/last-1h.json" "$M/telemetry/nodes/FREE_GPUS.csv" >/dev/null
same "both are asked for anew" "$(counted .requests)" 2

# ---- of inferences ----

exact "inference-metrics.csv" "$w/more/inference-metrics.csv"
exact "inference-metrics/24h.json" "$w/more/inference-metrics/24h.json"
exact "of a pod" "$pod/more/inference-metrics.csv"
zero_counts
fails_with ENOENT "a training has no such file" \
	cat "$other/more/inference-metrics.csv"
fails_with ENOENT "nor such a directory" ls "$other/more/inference-metrics"
lacks "nor lists it" "$(names "$other/more")" inference-metrics
contains "but metrics" "$(names "$other/more")" metrics.csv
same "and asks for nothing" "$(counted .requests)" 0

# ---- audit ----

contains "a link at the top" "$(readlink "$M/audit")" .more/audit
zero_counts
same "audit/ lists" "$(names "$M/audit/" | tr '\n' ' ')" \
	"last-1h.csv last-1h.json last-1h.tsv last-24h.csv last-24h.json last-24h.tsv last-7d.csv last-7d.json last-7d.tsv "
same "which costs nothing" "$(counted .requests)" 0
in_step
cat "$M/audit/last-24h.json" >"$tmp/1"
cat "$M/audit/last-24h.json" >"$tmp/2"
n=$(jq length "$tmp/1")
same "as many lines in other formats" \
	"$(sed 1d "$M/audit/last-24h.tsv" | wc -l) $(sed 1d "$M/audit/last-24h.csv" | wc -l) $(wc -l <"$M/audit/last-24h.ndjson") $(cat "$M/audit/last-24h.count")" \
	"$n $n $n $n"
same "one request for all of that" "$(counted .requests)" 1
same_file "the same bytes twice" "$tmp/2" "$tmp/1"
holds "a record every quarter of an hour or so" "$n > 60"
since=$(date -u -d '-25 hours' +%FT%TZ)
check "all of the last day" \
	jq -e "all(.[]; .timestamp > \"$since\")" "$tmp/1"
for f in last-1h.tsv last-7d.json 2025-03-01.csv 2025-03-01.json \
	2025-03-01T10:00..2025-03-02.csv "$day.json"; do
	exact "audit/$f" "$M/audit/$f"
done
check "a day is a day" jq -e \
	'length > 60 and all(.[]; .timestamp | startswith("2025-03-01T"))' \
	"$M/audit/2025-03-01.json"
same "its time is its end" "$(mtime "$M/audit/2025-03-01.json")" \
	"$(date -d 2025-03-02Z +%s)"
zero_counts
n=$(cat "$M/audit/2025-01-01..2025-03-01.count")
same "no record is left out" "$(sed 1d "$M/audit/2025-01-01..2025-03-01.csv" | wc -l)" "$n"
holds "of more than one page" "$n > 1000 && $(calls /audit/log) > 1"
zero_counts
for name in last-30d.json 1h.json 2025-03-01@5.json 2025-02-29.json \
	2025-03-02..2025-03-01.csv last-1h "$(date -d '+2 days' +%F).json"; do
	fails_with ENOENT "audit/$name" cat "$M/audit/$name"
done
same "nonsense asks for nothing" "$(counted .requests)" 0

# ---- telemetry ----

zero_counts
same "telemetry/ lists" "$(names "$M/telemetry/" | tr '\n' ' ')" \
	"departments nodes projects workloads "
same "telemetry/workloads lists" "$(names "$M/telemetry/workloads" | tr '\n' ' ')" \
	"GPU_ALLOCATION.csv GPU_ALLOCATION.json PENDING_TIME_DISTRIBUTION.csv PENDING_TIME_DISTRIBUTION.json WORKLOADS_COUNT.csv WORKLOADS_COUNT.json by-category by-cluster by-department by-node-pool by-phase by-project by-type "
same "a group lists the types alone" \
	"$(names "$M/telemetry/departments/by-cluster" | grep -c '\.json$')" \
	"$(names "$M/telemetry/departments/by-cluster" | wc -l)"
same "which costs nothing" "$(counted .requests)" 0
exact "a number" "$M/telemetry/nodes/TOTAL_GPUS.json"
exact "in CSV" "$M/telemetry/nodes/TOTAL_GPUS.csv"
count=$(jq -r '.values[0].value' "$M/telemetry/workloads/WORKLOADS_COUNT.json")
same "groups add up" \
	"$(jq '[.values[].value | tonumber] | add' "$M/telemetry/workloads/by-phase/WORKLOADS_COUNT.json")" \
	"$count"
same "so do the clusters" \
	"$(cat "$M"/clusters/*/more/telemetry/workloads/WORKLOADS_COUNT.json | jq -s '[.[].values[].value | tonumber] | add')" \
	"$count"
same "and a cluster's departments" \
	"$(cat "$c"/departments/*/more/telemetry/workloads/WORKLOADS_COUNT.json | jq -s '[.[].values[].value | tonumber] | add')" \
	"$(jq '[.values[].value | tonumber] | add' "$c/more/telemetry/workloads/WORKLOADS_COUNT.json")"
same "and a cluster's node pools" \
	"$(cat "$c"/node-pools/*/more/telemetry/nodes/TOTAL_GPUS.json | jq -s '[.[].values[].value | tonumber] | add')" \
	"$(jq '[.values[].value | tonumber] | add' "$c/more/telemetry/nodes/TOTAL_GPUS.json")"
zero_counts
for name in nodes/GPU_QUOTA.json nodes/by-phase projects/GPU_QUOTA.csv \
	projects/by-project nodes/TOTAL_GPUS.tsv nodes/by-node/by-node pods \
	nodes/total_gpus.json; do
	fails_with ENOENT "telemetry/$name" stat "$M/telemetry/$name"
done
fails_with ENOENT "nodes are of no department" \
	stat "$(one departments)/more/telemetry/nodes"
same "what is not there asks for nothing" "$(counted .requests)" 0
unmount_fs

# ---- a slow server: everything at once ----

start_sim --latency-ms 400
mount_fs slow
c=$M/clusters/$(names "$M/clusters" | sed -n 1p)
names "$c" >/dev/null
zero_counts
in_step
begun=$(date +%s%N)
ls -l "$c/more/metrics/" >"$tmp/ls"
took=$((($(date +%s%N) - begun) / 1000000))
same "a request for each file" "$(calls /metrics)" 10
echo "ls -l more/metrics/ with 400 ms of latency: $took ms"
zero_counts
w=$(find "$c/projects" -mindepth 3 -maxdepth 3 -path '*/workloads/*' | sort | sed -n 1p)
names "$w/more/" >/dev/null
begun=$(date +%s%N)
ls -l "$w/more/" >"$tmp/ls"
took=$((($(date +%s%N) - begun) / 1000000))
same "all of more/ is there" \
	"$(awk 'NR > 1 && $5 == 0' "$tmp/ls" | grep -vc '^d' || true)" 0
echo "ls -l more/ with 400 ms of latency: $took ms"
begun=$(date +%s%N)
ls -l "$M/telemetry/nodes/" >"$tmp/ls"
took=$((($(date +%s%N) - begun) / 1000000))
echo "ls -l telemetry/nodes/ with 400 ms of latency: $took ms"
unmount_fs

# ---- an answer with gaps ----

start_sim
admin POST 'extra?partial=TOTAL_GPU_NODES' >/dev/null
mount_fs gaps
c=$M/clusters/$(names "$M/clusters" | sed -n 1p)
cat "$c/more/metrics.csv" >"$tmp/csv"
lacks "a type without values is not in the CSV" \
	"$(cut -d, -f2 "$tmp/csv" | sort -u)" TOTAL_GPU_NODES
contains "stat says so" "$("$RUNAIFS" stat "$c/more/metrics.csv")" "partial: yes"
unmount_fs
admin POST extra >/dev/null

# ---- what the other generation does not have ----

start_sim --generation legacy
mount_fs old
lacks "no audit log" "$(names "$M")" audit
lacks "no telemetry" "$(names "$M")" telemetry
fails_with ENOENT "not by name either" stat "$M/.more/audit"
c=$M/clusters/$(names "$M/clusters" | sed -n 1p)
lacks "no metrics" "$(names "$c/more/")" metrics
unmount_fs

finish
