#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Control planes that have less, and users that may see less: what is absent
# disappears, what is forbidden says so, and the rest is as it always is.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 40 --bearer always
fresh=ttl=900,ttl_org=900,ttl_static=900,ttl_more=900,rate=2000,burst=2000

# state NAME : of a list in endpoints.tsv
state()
{
	awk -F'\t' -v n="$1" '$1 == n { print $2 }' "$M/.runaifs/endpoints.tsv"
}

# listed DIR NAME : is it?
# shellcheck disable=SC2317 # `check` calls it
listed()
{
	names "$M/$1" | grep -qx "$2"
}

# shellcheck disable=SC2317
not_listed()
{
	! listed "$@"
}

# ---- one group ----

# place, list, API path
groups='
ai-applications ai-applications /api/v1/ai-applications
access/roles roles /api/v1/authorization/roles
assets/datasources/git datasources-git /api/v1/asset/datasource/git
clusters/prod-east/network-topologies network-topologies /api/v1/network-topologies
clusters/prod-east/node-pools node-pools /api/v1/node-pools
workload-templates/trainings workload-templates-trainings /api/v1/workload-templates/trainings
tenant/notifications/types.json notification-types /api/v1/notification-types
audit/last-1h.json - /api/v1/audit/log'

# with_status CODE : the groups answer with it.
with_status()
{
	local path
	while read -r _ _ path; do
		[ -z "$path" ] || fault "path=$path*&kind=status&value=$1"
	done <<<"$groups"
}

for code in 404 405 501; do
	mount_fs "absent-$code" -o "$fresh"
	with_status "$code"
	ls "$M/clusters/prod-east" >/dev/null
	while read -r place list path; do
		[ -n "$place" ] || continue
		refuted "$code: $place is not there" ls "$M/$place"
		if [ "$list" != - ]; then
			same "$code: endpoints.tsv says so of $list" "$(state "$list")" absent
		fi
	done <<<"$groups"
	unmount_fs
	faults_end
	[ "$code" = 404 ] || continue

	mount_fs touched -o "$fresh"
	with_status 404
	zero_counts
	# the kernel knows the listings
	ls "$M/" "$M"/*/ "$M"/tenant/*/ "$M"/assets/*/ >/dev/null 2>&1 || true
	while read -r place list path; do
		case $place in '' | clusters/* | audit/*) continue ;; esac
		refuted "touching $place" ls "$M/$place"
		check "$place is not listed any more" eventually 2 not_listed "${place%/*}/" "${place##*/}"
		fails_with ENOENT "nor is it there" stat "$M/$place"
		same "nor its list" "$(names "$M/lists/" | grep -cx "$list.json")" 0
		same "which was asked for once" "$(asked "$path")" 1
	done <<<"${groups/ai-applications ai/./ai-applications ai}"
	faults_end
	check "refresh" "$RUNAIFS" refresh "$M"
	while read -r place list path; do
		case $place in '' | clusters/* | audit/*) continue ;; esac
		check "after refresh $place is there" ls "$M/$place"
		check "and listed" listed "${place%/*}/" "${place##*/}"
	done <<<"${groups/ai-applications ai/./ai-applications ai}"
	same "endpoints.tsv knows of nothing absent that was asked for again" \
		"$(awk -F'\t' '$2 == "absent" && !/node-pools|network-topologies/' \
			"$M/.runaifs/endpoints.tsv")" ''
	unmount_fs
done

mount_fs forbidden -o "$fresh"
with_status 403
while read -r place list path; do
	[ -n "$place" ] || continue
	fails_with EACCES "403: $place" ls "$M/$place"
	check "it is listed" listed "${place%/*}/" "${place##*/}"
	if [ "$list" != - ]; then
		same "endpoints.tsv says so of $list" "$(state "$list")" forbidden
		[ "${place%.json}" != "$place" ] ||
			fails_with EACCES "its list" cat "$M/lists/$list.json"
	fi
done <<<"${groups/ai-applications ai/./ai-applications ai}"
contains "last-error has the status" "$(cat "$M/.runaifs/last-error")" 403
check "workloads are there all the same" cat "$M"/workloads/by-phase/Running/*/status
check "without what they are asked for, pods too" ls "$M"/clusters/*/projects/*/workloads/*/pods
faults_end
"$RUNAIFS" refresh "$M"
check "allowed again" ls "$M/access/roles" "$M/ai-applications"
unmount_fs

# ---- not yet ----

mount_fs not-yet -o "$fresh"
while IFS=$'\t' read -r name status; do
	if [ "$status" = Ready ]; then
		check "the report $name" test -s "$M/reports/$name/more/report.csv"
	else
		fails_with ENODATA "the report $name is $status" \
			cat "$M/reports/$name/more/report.csv"
	fi
done < <(items reports | jq -r '[.name, .status] | @tsv')
unmount_fs

# ---- next to nothing ----

mount_fs all -o "$fresh"
zero_counts
find "$M/" >/dev/null
cat "$M"/lists/* >/dev/null 2>&1 || true
counted '.paths | keys[]' | grep -vxE \
	'/api/v1/(clusters|org-unit/departments|org-unit/projects|workloads)|.*token' >"$tmp/others"
holds "there is more than the core" "$(wc -l <"$tmp/others") > 40"
unmount_fs
while IFS= read -r path; do
	fault "path=$path&kind=status&value=404"
done <"$tmp/others"
mount_fs core -o "$fresh"
find "$M/" >"$tmp/first" 2>"$tmp/errors" || true
echo "the first find says:"
sed "s|$M|    M|" "$tmp/errors"
same "that is of what is not there, once each" \
	"$(sort "$tmp/errors" | uniq -d)$(grep -v 'No such file or directory' "$tmp/errors")" ''
holds "and there are not many of them" "$(wc -l <"$tmp/errors") < 60"
same "each workload" "$(grep -c '/workloads/[^/]*/info.json$' "$tmp/first")" 40
same "each project" "$(grep -c '/projects/[^/]*/info.json$' "$tmp/first")" 8
same "views are there" "$(find "$M/workloads/by-phase" -type l | wc -l)" 40
check "status" grep -rc . --include=status "$M/clusters"
check "tar" bash -c "tar cf - -C '$M/clusters' . | wc -c"
same "no link dangles" \
	"$(find "$M/clusters" "$M/workloads" "$M/projects" -xtype l 2>/dev/null)" ''
for list in workloads projects departments clusters; do
	check "lists/$list.tsv" test -s "$M/lists/$list.tsv"
done
id=$(items workloads 1 | jq -r .id)
same "by-id" "$(jq -r .id "$M/by-id/$id/info.json")" "$id"
same "health" "$(head -n 1 "$M/.runaifs/health")" ok
"$RUNAIFS" refresh "$M/tenant"
zero_counts
find "$M/clusters" >/dev/null 2>&1 || true
same "a second walk asks for nothing" "$(api_requests)" 0
unmount_fs
faults_end

finish
