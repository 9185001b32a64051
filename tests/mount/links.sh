#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Links: none dangles, none leads out, there is no cycle, and each leads to the
# object that it stands for.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

fresh=ttl=900,ttl_org=900,ttl_static=900,ttl_more=900,rate=2000,burst=2000

# ---- where they lead ----

start_sim --workloads 120 --clusters 3 --projects 12
mount_fs relations -o "$fresh"
check "what objects say about each other is what the links say" \
	"$python" "$here/relations.py" "$M"
same "no link dangles" "$(find "$M" -xtype l)" ''
holds "all lead to something inside" "$(tool links "$M") > 1000"
unmount_fs

# Objects that name what is not there, or nothing at all.
id=$(items workloads | jq -rs 'map(select(.currentNodePools != []))[0].id')
admin POST "set?kind=workloads&id=$id&field=currentNodePools&raw=1" -G \
	--data-urlencode 'value=["no-such-pool"]' >/dev/null
pod=$(items pods | jq -rs 'map(select(.nodeName))[0].id')
admin POST "set?kind=pods&id=$pod&field=nodeName&value=no-such-node" >/dev/null
node=$(items nodes 1 | jq -r .id)
admin POST "set?kind=nodes&id=$node&field=nodePool&value=gone" >/dev/null
rule=$(items access-rules | jq -rs 'map(select(.subjectType == "user"))[1].id')
admin POST "set?kind=access-rules&id=$rule&field=subjectId&value=nobody@acme.example" >/dev/null
mount_fs gone -o "$fresh"
same "a target that is not there is no link" "$(find "$M" -xtype l)" ''
same "its workload has none" "$(names "$M/by-id/$id/node-pools" 2>&1)" ''
for link in "by-id/$pod/node" "by-id/$node/node-pool" "access/access-rules/$rule/subject"; do
	refuted "${link##*/} is not listed" grep -qx "${link##*/}" <(names "$M/${link%/*}")
	fails_with ENOENT "nor is it there" readlink -v "$M/$link"
done
unmount_fs

# ---- who follows them ----

start_sim --clusters 1 --departments 1 --workloads 4 --projects 2 --nodes 1 \
	--users 2
mount_fs followed -o "$fresh"

# ends WHAT COMMAND... : well, in time, without a word.
ends()
{
	local what=$1 status=0
	shift
	within 60 "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	same "$what ends well" "$status $(head -n 3 "$tmp/err")" "0 "
}
ends "find -L" find -L "$M"
holds "it sees what is behind links" "$(wc -l <"$tmp/out") > 5000"
# shellcheck disable=SC2016
ends "Python's glob" "$python" -c 'import glob, sys
print(len(glob.glob(sys.argv[1] + "/**", recursive=True)))' "$M"
holds "it sees as much" "$(cat "$tmp/out") > 5000"
if has zip "zip -r"; then
	ends "zip -r" zip -q -0 -r "$tmp/all.zip" "$M/clusters" "$M/me" "$M/access/roles"
	same "nothing is missing in it" \
		"$("$python" -m zipfile -l "$tmp/all.zip" | tail -n +2 | wc -l)" \
		"$(find -L "$M/clusters" "$M/me" "$M/access/roles" | wc -l)"
	rm -f "$tmp/all.zip"
fi
unmount_fs

# one_call : requests of an object's own, and of the views behind links.
one_call()
{
	admin GET counts | jq -r '.paths | keys[]' |
		grep -E '/[0-9a-f]{8}-[0-9a-f]{4}-|/[0-9]+(/|$)|/metrics|/telemetry|/audit|/count|/cli|/policy/' || true
}
if has rg "rg -L"; then
	mount_fs ignore -o "$fresh"
	zero_counts
	status=0
	within 60 rg -L 'nothing-is-called-so' "$M" >"$tmp/out" 2>"$tmp/err" || status=$?
	same "rg -L finds nothing, without a word" "$status$(cat "$tmp/out" "$tmp/err")" 1
	same "and asks for nothing of an object's own" "$(one_call)" ''
	holds "it has looked around" "$(api_requests) > 20"
	same "rg -L --no-ignore would" "$(within 60 rg -L --no-ignore -l \
		'nothing-is-called-so' "$M/clusters" >/dev/null 2>&1; one_call | head -c 1)" /
	unmount_fs
fi

finish
