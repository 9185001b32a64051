#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is behind `more` and in me/: specs, a page to read, revisions, tags, who
# one is.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 60 --projects 4 --users 6
mount_fs m -o ttl=900,ttl_org=900,ttl_more=900,rate=1000,burst=1000

# more_of ID : the directory behind a workload's `more`.
more_of()
{
	echo "$M/.more/workloads/$1"
}

# of_type TYPE : the id of a workload of that type.
of_type()
{
	items workloads | jq -r --arg t "$1" 'select(.type == $t) | .id' |
		head -n 1
}

# ---- me ----

same "me/token.json is JSON of a subject" \
	"$(jq -r .preferred_username "$M/me/token.json")" \
	"$(sed -n 's/^subject: //p' "$M/.runaifs/auth")"
refuted "it holds no token" grep -E 'eyJ|signature' "$M/me/token.json"
subject=$(jq -r .preferred_username "$M/me/token.json")
same "me/user is that user" \
	"$(jq -r .username "$M/me/user/info.json")" "$subject"
same "me/workloads are theirs" "$(readlink "$M/me/workloads")" \
	"../workloads/by-user/$subject"
same "all of them" "$(names "$M/me/workloads/" | wc -l)" \
	"$(items workloads | jq -r --arg u "$subject" \
		'select(.submittedBy == $u) | .id' | wc -l)"
for link in user workloads; do
	contains "me/ lists $link" "$(names "$M/me")" "$link"
done
same "no dangling link in me/" "$(find -L "$M/me" -maxdepth 1 -type l)" ''

# ---- spec ----

for type in Workspace Training Distributed Inference; do
	id=$(of_type "$type")
	same "spec.json of a $type" \
		"$(jq -r .workloadId "$(more_of "$id")/spec.json")" "$id"
	contains "it is listed" "$(names "$(more_of "$id")")" spec.json
done
lacks "no secret in a spec" "$(cat "$(more_of "$id")/spec.json")" canary-
one=$(of_type Workspace)
two=$(items workloads | jq -r 'select(.type == "Workspace") | .id' | sed -n 2p)
three=$(items workloads | jq -r 'select(.type == "Workspace") | .id' | sed -n 3p)
four=$(items workloads | jq -r 'select(.type == "Workspace") | .id' | sed -n 4p)
# changed ID TYPE SOURCE-API
changed()
{
	admin POST "set?kind=workloads&id=$1&field=type&value=$2" >/dev/null
	[ -z "$3" ] || admin POST \
		"set?kind=workloads&id=$1&field=sourceApi&value=$3" >/dev/null
}
changed "$one" RayCluster ''
changed "$two" Job WorkloadsV2
changed "$three" NIMService WorkloadsV2
changed "$four" Distributed-Inference ''
"$RUNAIFS" refresh "$M"
ls "$M"/clusters/*/projects/*/workloads >/dev/null
zero_counts
fails_with ENOENT "a type that has no spec" cat "$(more_of "$one")/spec.json"
lacks "it is not listed" "$(names "$(more_of "$one")")" spec.json
same "and not asked for" "$(api_requests)" 0
same "one of the second API" \
	"$(jq -r .workload.metadata.id "$(more_of "$two")/spec.json")" "$two"
same "a NIM service" \
	"$(jq -r .metadata.gvk.kind "$(more_of "$three")/spec.json")" NIMService
same "a type with a hyphen" \
	"$(jq -r .workloadId "$(more_of "$four")/spec.json")" "$four"
same "each took one call" "$(api_requests)" 3

# ---- describe ----

id=$(of_type Inference)
item=$(items workloads | jq -c --arg i "$id" 'select(.id == $i)')
zero_counts
cat "$(more_of "$id")/describe.txt" >"$tmp/page"
page=$(cat "$tmp/page")
same "it begins with the name" "$(head -n 1 "$tmp/page")" "$(jq -r .name <<<"$item")"
for field in phase submittedBy projectName departmentName id createdAt; do
	contains "describe.txt has its $field" "$page" \
		"$(jq -r ".$field" <<<"$item")"
done
lacks "no value that is not there" "$page" null
refuted "no trailing tab, no control byte" grep -P '[\x00-\x08\x0b-\x1f\x7f\t]' "$tmp/page"
same "its events are in order" \
	"$(sed -n '/^TIME /,$p' "$tmp/page" | tail -n +2 | awk '{print $1}')" \
	"$(sed -n '/^TIME /,$p' "$tmp/page" | tail -n +2 | awk '{print $1}' | sort)"
same "it takes the events and the workload's pods" \
	"$(asked "/api/v1/workloads/$id/events") $(asked "/api/v1/workloads/$id/pods")" "1 1"
same "the same twice" "$(cat "$(more_of "$id")/describe.txt")" "$page"
node=$(ask_pods=$(cat "$(more_of "$id")/pods.json") &&
	jq -r '.[0].nodeName // ""' <<<"$ask_pods")
[ -z "$node" ] || contains "its pod's node" "$page" "$node"
cat "$M"/lists/pods.count >/dev/null
ls "$M"/pods/by-node >/dev/null
zero_counts
other=$(of_type Training)
contains "another one" "$(cat "$(more_of "$other")/describe.txt")" "$other"
same "with the list of pods at hand it takes the events only" \
	"$(api_requests) $(asked "/api/v1/workloads/$other/events")" "1 1"
fault "path=/api/v1/workloads/$one/events&kind=status&status=403"
contains "events that are forbidden" \
	"$(cat "$(more_of "$one")/describe.txt")" 'Events: not available'
faults_end
last=$(items workloads | jq -r 'select(.type == "Training") | .id' | sed -n 2p)
fault "path=/api/v1/workloads/$last/events&kind=status&status=400"
fails_with EINVAL "events that fail" cat "$(more_of "$last")/describe.txt"
faults_end

# ---- revisions ----

with=''
for id in $(items workloads | jq -r 'select(.type == "Inference") | .id'); do
	n=$(jq length "$(more_of "$id")/revisions.json")
	same "revisions/ has them all" \
		"$(names "$(more_of "$id")/revisions" | sort)" \
		"$(jq -r '.[].name' "$(more_of "$id")/revisions.json" | sort)"
	[ "$n" -lt 2 ] || with=$id
	[ -z "$with" ] || break
done
revision=$(jq -c '.[0]' "$(more_of "$with")/revisions.json")
dir=$(more_of "$with")/revisions/$(jq -r .name <<<"$revision")
same "what is in one" "$(names "$dir" | grep json | tr '\n' ' ')" \
	'detail.json events.json history.json pods.json '
same "its detail" "$(jq -r .id "$dir/detail.json")" "$(jq -r .id <<<"$revision")"
for name in pods events history; do
	same "its $name" "$(jq -r type "$dir/$name.json")" array
done
check "by its id too" \
	test -e "$(more_of "$with")/revisions/$(jq -r .id <<<"$revision")/detail.json"
fails_with ENOENT "one that is not there" stat "$(more_of "$with")/revisions/none"
zero_counts
other=$(of_type Training)
lacks "a training has none" "$(names "$(more_of "$other")")" revisions
fails_with ENOENT "not by its name either" \
	stat "$(more_of "$other")/revisions"
fails_with ENOENT "nor as a list" cat "$(more_of "$other")/revisions.json"
same "and nobody asked" "$(api_requests)" 0

# ---- tags ----

registry=$(find "$M/assets/registries" -mindepth 1 -maxdepth 1 | head -n 1)
same "tags/ lists nothing at first" "$(names "$registry/more/tags")" ''
repository=$(jq -r '.[0]' "$registry/more/repositories.json")
same "tags by lookup" \
	"$(jq -r type "$registry/more/tags/${repository//\//⁄}.json")" array
same "with %2F as well" \
	"$(cat "$registry/more/tags/${repository//\//%2F}.json")" \
	"$(cat "$registry/more/tags/${repository//\//⁄}.json")"
contains "a table too" \
	"$(cat "$registry/more/tags/${repository//\//⁄}.tsv")" name
# shellcheck disable=SC2317 # called by eventually
tags_listed()
{
	[ "$(names "$registry/more/tags" | wc -l)" = \
		"$(jq length "$registry/more/repositories.json")" ]
}
check "once the repositories are known they are listed" \
	eventually 10 tags_listed
fails_with ENOENT "no other names" stat "$registry/more/tags/README"

# ---- logo ----

jq -r .logo "$M/tenant/logo.json" | base64 -d >"$tmp/logo"
same_file "tenant/logo is the picture" "$M/tenant/logo" "$tmp/logo"
same "no dangling link" "$(find "$M/me" -xtype l)" ''
unmount_fs
finish
