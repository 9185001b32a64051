#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# raw/ and by-id/: the API by its own paths, objects by their ids.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 40 --projects 4 --users 6
mount_fs m -o ttl=900,ttl_org=900,ttl_more=900

token=$(curl -sS -f "$sim/api/v1/token" -H 'Content-Type: application/json' \
	-d '{"grantType":"client_credentials","clientID":"runaifs","clientSecret":"sim-secret"}' |
	jq -r .accessToken)

# ask TARGET [CURL-OPTION...] : what curl gets.
ask()
{
	curl -sS -f -g -H "Authorization: Bearer $token" "${@:2}" "$sim$1"
}

same "raw/ lists its README.txt" "$(names "$M/raw/")" README.txt
same "by-id/ too" "$(names "$M/by-id/")" README.txt
contains "raw/README.txt has an example" "$(cat "$M/raw/README.txt")" \
	'raw/api/v1/clusters.json'
same "looking costs nothing" "$(asked /api/v1/workloads)" 0

# ---- bytes ----

# raw_is NAME TARGET [CURL-OPTION...]
raw_is()
{
	cat "$M/raw/$1" >"$tmp/got" || true
	ask "$2" "${@:3}" >"$tmp/want"
	same_file "raw/$1" "$tmp/got" "$tmp/want"
}

raw_is api/v1/clusters.json /api/v1/clusters
raw_is 'api/v1/node-pools?limit=1' '/api/v1/node-pools?limit=1'
raw_is 'api/v1/users.json?limit=2&offset=1' '/api/v1/users?limit=2&offset=1'
raw_is 'api/v1/nodes?filterBy=name==a%2Fb&limit=1' \
	'/api/v1/nodes?filterBy=name==a%2Fb&limit=1'
raw_is 'api/v1/org-unit/projects?search=a b' \
	'/api/v1/org-unit/projects?search=a%20b'
raw_is v1/k8s/setting.json /v1/k8s/setting
same "two readers ask once" "$(cat "$M/raw/api/v1/clusters.json" \
	"$M/raw/api/v1/clusters.json" | wc -c)" \
	"$((2 * $(ask /api/v1/clusters | wc -c)))"
cluster=$(items clusters 1 | jq -r .uuid)
window="start=2025-05-01T00:00:00Z&end=2025-05-01T01:00:00Z&metricType=TOTAL_GPU"
raw_is "api/v1/clusters/$cluster/metrics.csv?$window" \
	"/api/v1/clusters/$cluster/metrics?$window" -H 'Accept: text/csv'
same "its size is exact" "$(stat -c %s "$M/raw/api/v1/clusters.json")" \
	"$(ask /api/v1/clusters | wc -c)"

# ---- names ----

zero_counts
check "any directory is one on the way" test -d "$M/raw/no/such/way"
check "of 255 bytes too" test -d "$M/raw/$(printf 'x%.0s' {1..255})"
deep=$(printf 'd/%.0s' {1..200})
check "and deep" test -d "$M/raw/$deep"
for name in .git .hg .envrc .ignore .Trash; do
	fails_with ENOENT "raw/api/$name" stat "$M/raw/api/$name"
done
same "nothing was asked" "$(api_requests)" 0
fails_with ENOENT "%2e%2e leads nowhere" \
	cat "$M/raw/api/v1/%2e%2e/v1/clusters.json"
fails_with EINVAL "an encoded slash in a path" \
	cat "$M/raw/api/v1%2Fclusters.json"
fails_with EINVAL "a bad sequence" cat "$M/raw/api/v1/clusters?a=%zz"
fails_with EINVAL "a fragment" cat "$M/raw/api/v1/clusters?a=b#c"
fails_with EINVAL "a newline" cat "$M/raw/api/v1/clusters?a=
b"
same "none of that was sent" "$(api_requests)" 0
fails_with EISDIR "no suffix, no file" cat "$M/raw/api/v1/clusters"
fails_with EROFS "raw/ is read-only" touch "$M/raw/api/v1/new"
cat "$M/raw/api/v1/$(printf 'x%.0s' {1..250}).json" >/dev/null 2>&1 || true
pass "a long file name harms nobody"

# ---- errors ----

fails_with ENOENT "what is not there" cat "$M/raw/api/v1/nosuch.json"
contains "last-error tells" "$(cat "$M/.runaifs/last-error")" 404
zero_counts
n=0
for pair in 400:EINVAL 403:EACCES 405:EOPNOTSUPP 409:EBUSY; do
	n=$((n + 1))
	fault "path=/api/v1/users/count&kind=status&status=${pair%:*}"
	fails_with "${pair#*:}" "HTTP ${pair%:*}" \
		cat "$M/raw/api/v1/users/count?n=$n"
	contains "last-error has the status" \
		"$(cat "$M/.runaifs/last-error")" "${pair%:*}"
	faults_end
done

# ---- secrets ----

workspace=$(items workloads | jq -r 'select(.type == "Workspace") | .id' |
	head -n 1)
for name in 'api/v1/workloads?limit=40' api/v1/workload-templates.json \
	"api/v1/workloads/workspaces/$workspace.json"; do
	cat "$M/raw/$name" >"$tmp/got"
	lacks "no secret in raw/$name" "$(cat "$tmp/got")" canary-
	ask "/${name%.json}" >"$tmp/want"
	same "but for those all is there" \
		"$(jq -S 'paths(scalars) | map(tostring) | join(".")' "$tmp/got" | sort)" \
		"$(jq -S 'paths(scalars) | map(tostring) | join(".")' "$tmp/want" | sort)"
done
contains "something stands for it" \
	"$(cat "$M/raw/api/v1/workloads/workspaces/$workspace.json")" '(redacted)'
for name in asset/credentials asset/registries idps notification-channels; do
	fails_with EACCES "what is there for its secrets: $name" \
		cat "$M/raw/api/v1/$name.json"
done
contains "last-error says why" "$(cat "$M/.runaifs/last-error")" reveal_secrets
fails_with EACCES "the file with the secrets for installing" \
	cat "$M/raw/v1/k8s/clusters/$cluster/installfile?format=yaml"
same "lists are not affected" "$(cat "$M/lists/clusters.count")" \
	"$(admin GET kinds | jq .clusters)"
unmount_fs

mount_fs reveal -o reveal_secrets
raw_is api/v1/asset/registries.json /api/v1/asset/registries
unmount_fs

# ---- by-id ----

mount_fs id -o ttl=900,ttl_org=900,ttl_static=900
item=$(items workloads 1)
id=$(jq -r .id <<<"$item")
zero_counts
check "by-id/<id> is a link before anything is known" test -L "$M/by-id/$id"
same "it leads to a workload" \
	"$(jq -r .id "$M/by-id/$id/info.json")" "$id"
same "which asks for no list that is less likely" \
	"$(asked /api/v1/asset/compute)" 0
link=$(readlink "$M/by-id/$id")
case $link in
../../clusters/*/projects/*/workloads/*) pass "relative, canonical: $link" ;;
*) fail "relative, canonical" "$link" ;;
esac
fails_with ENOENT "an id of nothing" \
	stat -L "$M/by-id/00000000-0000-4000-8000-0123456789ab"
check "which took all lists" test "$(asked /api/v1/asset/compute)" = 1
zero_counts
for kind in clusters departments projects node-pools nodes pods users roles \
	environments compute; do
	one=$(items "$kind" 1 2>/dev/null | jq -r '.id // .uuid // .meta.id') ||
		continue
	case $one in ''|null) continue ;; esac
	check "by-id of $kind" test -e "$M/by-id/$one/info.json"
done
same "once known, it costs nothing" "$(api_requests)" 0
fails_with ENOENT "another id of nothing" readlink -v "$M/by-id/nothing-such"
same "neither" "$(api_requests)" 0
for name in .git .envrc; do
	fails_with ENOENT "by-id/$name" stat "$M/by-id/$name"
done
unmount_fs

mount_fs forbidden
fault 'path=/api/v1/nodes&kind=status&status=403'
fault 'path=/api/v1/users&kind=status&status=403'
same "forbidden lists are passed over" \
	"$(jq -r .id "$M/by-id/$id/info.json")" "$id"
fails_with ENOENT "also for an id of nothing" \
	readlink -v "$M/by-id/00000000-0000-4000-8000-0123456789ab"
faults_end
unmount_fs
finish
