#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Questions that people have, asked with the tools that they have; each answer
# is held against the API's own.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 200 --projects 12 --clusters 3
settings=(-o "ttl=900,ttl_org=900,ttl_more=900,rate=2000,burst=2000")
mount_fs m "${settings[@]}"
items workloads >"$tmp/workloads"

# of JQ-FILTER : of each workload
of()
{
	jq -r "$1" "$tmp/workloads"
}

# Who waits longest?
# head may be done before ls is
{ ls -ltr "$M/workloads/by-phase/Pending" || true; } 2>/dev/null | head >"$tmp/got"
same "1: who waits longest" \
	"$(tail -n +2 "$tmp/got" | sed 's/.* -> .*\/workloads\///')" \
	"$(jq -rs 'map(select(.phase == "Pending")) | sort_by(.phaseUpdatedAt) |
		.[:9][].name' "$tmp/workloads")"

# Why?
jq -r .phaseMessage "$M"/workloads/by-phase/Pending/*/info.json | sort | uniq -c >"$tmp/got"
of 'select(.phase == "Pending").phaseMessage' | sort | uniq -c >"$tmp/want"
same_file "2: why" "$tmp/got" "$tmp/want"

# How are mine?
user=$(jq -r .preferred_username "$M/me/token.json")
grep . "$M"/me/workloads/*/status | sed 's/.*status://' | sort >"$tmp/got"
of "select(.submittedBy == \"$user\").phase" | sort >"$tmp/want"
same_file "3: how are mine" "$tmp/got" "$tmp/want"
holds "there are some" "$(wc -l <"$tmp/got") > 3"

# What has changed within ten minutes?
same "4: what has changed lately: nothing" \
	"$(find "$M/workloads/by-phase" -type l -mmin -10)" ''
unmount_fs
id=$(of 'select(.phase == "Running").id' | sed -n 2p)
name=$(of "select(.id == \"$id\").name")
admin POST "set?kind=workloads&id=$id&field=phase&value=Failed" >/dev/null
mount_fs changed "${settings[@]}"
items workloads >"$tmp/workloads"
same "4: what has changed lately: what has" \
	"$(find "$M/workloads/by-phase" -type l -mmin -10 -printf '%P -> %l\n' |
		sed 's/[^/]*->.*\///')" "Failed/$name"

# Which nodes are not ready?
node=$(items nodes | jq -rs 'map(select(.status == "Ready"))[2].id')
admin POST "set?kind=nodes&id=$node&field=status&value=NotReady" >/dev/null
if has column "5: nodes that are not ready"; then
	awk -F'\t' 'NR==1||$3!="Ready"' "$M/lists/nodes.tsv" |
		column -ts$'\t' >"$tmp/got"
	same "5: nodes that are not ready" \
		"$(tail -n +2 "$tmp/got" | awk '{print $1, $3}' | sort)" \
		"$(items nodes | jq -r 'select(.status != "Ready") | "\(.name) \(.status)"' | sort)"
	contains "with a header" "$(head -n 1 "$tmp/got")" status
fi

# Who has how much?
if has sqlite3 "6: quota by department"; then
	sqlite3 :memory: '.mode tabs' ".import $M/lists/projects.tsv p" \
		'select cluster,department,sum(gpu_quota),sum(gpu_allocated) from p group by 1,2' >"$tmp/got"
	awk -F'\t' '{printf "%s %s %.3f\n", $1, $2, $3}' "$tmp/got" >"$tmp/sums"
	items clusters | jq -s 'map({key: .uuid, value: .name}) | from_entries' >"$tmp/names"
	items projects | jq -rs --slurpfile c "$tmp/names" '
		group_by([$c[0][.clusterId], .parent.name])[] |
		[$c[0][.[0].clusterId], .[0].parent.name,
		 (map(.totalResources.gpuQuota // 0) | add)] | @tsv' |
		awk -F'\t' '{printf "%s %s %.3f\n", $1, $2, $3}' | sort >"$tmp/want"
	same_file "6: quota by department" <(sort "$tmp/sums") "$tmp/want"
fi

# Who uses this image?
image=$(of '.images[0]' | sort | uniq -c | sort -n | awk 'NR == 1 {print $2}')
grep -rl --include=info.json "$image" "$M/clusters" |
	grep -v /pods/ | sed 's|/info.json$||; s|.*/||' | sort >"$tmp/got"
of "select(.images | index(\"$image\")).name" | sort >"$tmp/want"
same_file "7: who uses $image" "$tmp/got" "$tmp/want"

# What is wrong with those that wait?
zero_counts
cat "$M"/workloads/by-phase/Pending/*/more/describe.txt >"$tmp/got"
pending=$(of 'select(.phase == "Pending").id' | wc -l)
for id in $(of 'select(.phase == "Pending").id'); do
	grep -qF "$id" "$tmp/got" || fail "8: $id is not described"
done
holds "8: describe.txt of all that wait" "$(grep -c '^Events' "$tmp/got") == $pending"
events=$(counted '[.paths | to_entries[] | select(.key | endswith("/events")) | .value] | add')
same "a call for the events of each" "$events" "$pending"
same "one list of pods for all" "$(counted '[.paths | to_entries[] |
	select(.key | test("/[0-9a-f-]{36}/pods$"))] | length <= 1')" true

# The same in a table.
if has mlr "9: miller"; then
	mlr --itsv --ojson count-distinct -f phase 'then' sort -f phase \
		"$M/lists/workloads.tsv" | jq -r '.[] | "\(.count) \(.phase)"' >"$tmp/got"
	of .phase | sort | uniq -c | sed 's/^ *//' >"$tmp/want"
	same_file "9: mlr counts phases" "$tmp/got" "$tmp/want"
	same "9: mlr of the CSV sees the same cells" \
		"$(mlr --icsv --ojson cat "$M/lists/workloads.csv" | jq -cS . | md5sum)" \
		"$(mlr --itsv --ojson cat "$M/lists/workloads.tsv" | jq -cS . | md5sum)"
	mlr --ijsonl --ocsv cut -f name,phase "$M/lists/workloads.ndjson" >"$tmp/got"
	same "9: mlr of the lines" "$(tail -n +2 "$tmp/got" | sort)" \
		"$(of '"\(.name),\(.phase)"' | sort)"
fi

# What is different from what it was?
if has rsync "10: two moments"; then
	rsync -a --no-links "$M/clusters" "$tmp/before" >"$tmp/out" 2>"$tmp/err"
	same "10: rsync speaks of the links only" \
		"$(grep -hv 'skipping non-regular' "$tmp/out" "$tmp/err")" ''
	id=$(of 'select(.phase == "Running").id' | sed -n 3p)
	path=$(cat "$M/.more/workloads/$id/object.path")
	admin POST "set?kind=workloads&id=$id&field=phase&value=Stopped" >/dev/null
	"$RUNAIFS" refresh "$M"
	rsync -a --no-links "$M/clusters" "$tmp/after" >/dev/null
	diff -r --no-dereference "$tmp/before" "$tmp/after" >"$tmp/got" || true
	same "10: what diff -r of two moments tells" \
		"$(sed -n 's/^diff -r --no-dereference [^ ]*before\/\([^ ]*\) .*/\1/p' "$tmp/got")" \
		"$path/info.json
$path/status"
	contains "from what" "$(cat "$tmp/got")" '< Running'
	contains "to what" "$(cat "$tmp/got")" '> Stopped'
fi
unmount_fs
finish
