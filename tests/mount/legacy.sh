#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The API of 2021: the same tree, and the same bytes where it serves the same
# fields.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 80
settings=(-o "ttl=900,ttl_org=900,rate=1000,burst=1000")
researcher=()
while read -r name; do
	researcher+=(-o "researcher_url.$name=$sim/at/$name")
done < <(items clusters | jq -r .name)

mount_fs new "${settings[@]}" -o api=v1
new=$M new_daemon=$daemon
mount_fs old "${settings[@]}" -o api=legacy "${researcher[@]}"
old=$M
contains "version says which" "$(cat "$old/.runaifs/version")" "api: legacy"
contains "of both" "$(cat "$new/.runaifs/version")" "api: v1"

# What both have: everything but what lies behind `more`, of the kinds of 2021.
kinds_of_2021=(
	'^. \./(README\.txt|clusters|departments|projects|workloads|tenant|access|lists|diagnostics)( |$)'
	'^. \./clusters(/[^/]*(/(info\.json|status|departments|projects))?)?( |$)'
	'^. \./clusters/[^/]*/departments/'
	'^. \./clusters/[^/]*/projects(/[^/]*(/(info\.json|status|workloads))?)?( |$)'
	'^. \./clusters/[^/]*/projects/[^/]*/workloads(/[^/]*(/(info\.json|status))?)?( |$)'
	'^. \./(departments|projects)/'
	'^. \./workloads/by-(phase|type|user)(/|$| )'
	'^. \./access/users(/| )'
	'^. \./tenant/settings(/| )'
)
tree_of()
{
	local patterns
	patterns=$(printf '|%s' "${kinds_of_2021[@]}")
	(cd "$1" && find . ! -name more -printf '%y %p -> %l\n') |
		grep -E "${patterns#|}" | sort
}
for mount in new old; do
	tree_of "$tmp/$mount" >"$tmp/$mount.tree"
done
same_file "the same tree, links included" "$tmp/old.tree" "$tmp/new.tree"
holds "which has workloads" "$(grep -c '/workloads/.*/info.json' "$tmp/old.tree") == 80"
for mount in new old; do
	(cd "$tmp/$mount" && sed -n 's|^f \(.*/status\) -> $|\1|p' "$tmp/$mount.tree" |
		while IFS= read -r f; do
			echo "$f $(cat "$f")"
		done) >"$tmp/$mount.status"
done
same_file "the same states" "$tmp/old.status" "$tmp/new.status"

# columns FILE COLUMN... : of both
columns()
{
	local kind=$1 mount
	shift
	for mount in new old; do
		tool columns "$tmp/$mount/lists/$kind.tsv" "$@" | sort >"$tmp/$mount.columns"
	done
	same_file "lists/$kind.tsv: $*" "$tmp/old.columns" "$tmp/new.columns"
}
columns clusters name state version domain last_liveness created id path
columns departments name cluster gpu_quota id path
columns projects name cluster department phase gpu_quota namespace phase_message id path
columns workloads name cluster project phase type user created id path
columns users username last_login created id path
columns settings key category active value type stage source label id path
for file in clusters departments projects workloads users settings; do
	same "lists/$file.count" "$(cat "$old/lists/$file.count")" "$(cat "$new/lists/$file.count")"
done
same "settings are the same bytes" "$(cat "$old"/tenant/settings/*/info.json | md5sum)" \
	"$(cat "$new"/tenant/settings/*/info.json | md5sum)"
check "sizes are right" tool sizes "$old"
check "links lead inside" tool links "$old"
same "more/ of a workload" "$(names "$old/workloads/by-phase/Running/vision.train-unet-0001/more/")" object.path
same "by project" "$(jq -r '.[].name' "$old/clusters/prod-east/projects/vision/more/workloads.json" | sort)" \
	"$(names "$old/clusters/prod-east/projects/vision/workloads")"
same "integer ids are numbers" "$(jq -r '.id | type' "$old/clusters/prod-east/projects/vision/info.json")" number
w=$old/clusters/prod-east/projects/vision/workloads/train-unet-0001/info.json
check "times in ms since the epoch are times" grep -qx "$(stat -c %Y "$w")" \
	<(jq '.createdAt, .updatedAt | . / 1000 | floor' "$w")
same "the Researcher API gets no token unless told to" \
	"$(admin GET 'log?n=4096' | jq 'map(select((.path | contains("/researcher/")) and .bearer)) | length')" 0
unmount_fs
M=$new daemon=$new_daemon
unmount_fs
url=$sim
stop_process "$sim_pid"

# ---- found out ----

for absent in 404 405 html; do
	start_sim --port "${url##*:}" --generation legacy --absent "$absent" --workloads 80
	mount_fs "auto-$absent" "${settings[@]}" "${researcher[@]}"
	contains "the new one is $absent: found out" "$(cat "$M/.runaifs/version")" "api: legacy"
	tree_of "$M" >"$tmp/auto.tree"
	same_file "the same tree" "$tmp/auto.tree" "$tmp/old.tree"
	unmount_fs
	stop_process "$sim_pid"
done

# ---- with an older Researcher API, that wants a token; and without one ----

start_sim --port "${url##*:}" --generation legacy --job-only --researcher-auth --workloads 80
mount_fs job "${settings[@]}" "${researcher[@]}" -o researcher_auth=control-plane
tree_of "$M" >"$tmp/job.tree"
same_file "the same tree from /job/<project>" "$tmp/job.tree" "$tmp/old.tree"
unmount_fs
mount_fs none "${settings[@]}"
same "without researcher_url there are no workloads" \
	"$(find "$M" -name 'workloads*')" ''
same "but projects" "$(find "$M/clusters" -path '*/projects/*' -name info.json | wc -l)" 8
unmount_fs
finish
