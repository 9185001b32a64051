#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Corners of the tree: names that two things want, one thing named twice, ids
# that are no ids, links whose targets come and go.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

# set_field KIND ID FIELD VALUE : the value being JSON.
set_field()
{
	admin POST set -G --data-urlencode "kind=$1" --data-urlencode "id=$2" \
		--data-urlencode "field=$3" --data-urlencode raw=1 \
		--data-urlencode "value=$4" >/dev/null
}

refresh()
{
	"$RUNAIFS" refresh "$M"
}

start_sim
mount_fs m

# ---- a name of ours ----

node=$(items nodes 1 | jq -r .id)
set_field nodes "$node" name '"by-status"'
refresh
same "nodes/ lists by-status once" "$(names "$M/nodes" | grep -cx by-status)" 1
same "the node of that name is beside it" \
	"$(cat "$M"/nodes/by-status~*/info.json | jq -r .id)" "$node"

# ---- what is used twice ----

dir=$(dirname "$(find "$M/clusters" -path '*/workloads/*/node-pools/*' -type l |
	head -n 1)")
workload=$(jq -r .id "$dir/../info.json")
pool=$(names "$dir" | head -n 1)
set_field workloads "$workload" currentNodePools "[\"$pool\", \"$pool\"]"
refresh
same "a pool that is named twice is one link" "$(ls -U "$dir")" "$pool"

# ---- refresh of links ----

ls "$dir" >/dev/null
zero_counts
"$RUNAIFS" refresh "$dir"
ls "$dir" >/dev/null
same "refresh of what a workload uses asks for it and for the workload" \
	"$(asked /api/v1/workloads) $(asked /api/v1/node-pools)" "1 1"

unmount_fs

# ---- a listing alone fetches nothing ----

mount_fs cold
project=$(dirname "$(find "$M/clusters" -name workloads | head -n 1)")
names "$project/workloads" >"$tmp/workloads"
zero_counts
while IFS= read -r name; do
	ls -1U "$project/workloads/$name" >/dev/null
done <"$tmp/workloads"
same "what workloads use is not fetched for their listings" \
	"$(api_requests)" 0
unmount_fs

# ---- what a link leads to cannot be had ----

admin POST 'fault?path=/api/v1/node-pools*&kind=status&value=500' >/dev/null
mount_fs half -o stale_if_error=0,retries=0
cluster=$M/clusters/$(names "$M/clusters" | sed -n 1p)
node=$cluster/nodes/$(names "$cluster/nodes" | sed -n 1p)
check "the rest is there" cat "$node/status"
contains "the link is listed" "$(names "$node" | tr '\n' ' ')" node-pool
fails_with EIO "and says what is wrong" cat "$node/node-pool/info.json"
admin DELETE fault >/dev/null
sleep 1.1
check "later it leads there" eventually 10 test -e "$node/node-pool/info.json"
unmount_fs

# ---- what a directory's refresh forgets ----

mount_fs calls
project=$(dirname "$(find "$M/clusters" -name workloads | head -n 1)")
# DIRECTORY FILE
while read -r dir file; do
	cat "$dir/$file" >/dev/null
	check "refresh ${dir#"$M/"}" "$RUNAIFS" refresh "$dir"
	zero_counts
	cat "$dir/$file" >/dev/null
	same "$file is asked for again" "$(api_requests)" 1
	cat "$dir/$file" >/dev/null
	same "once" "$(api_requests)" 1
done <<END
$M/access permissions.json
$M/tenant notifications/state.json
$project/more policies/trainings.json
$project/more/policies trainings.json
$M/audit last-1h.tsv
END
unmount_fs

# ---- a walk into every more/: 600 files a minute, those fetched ahead too ----

stop_process "$sim_pid"
start_sim --workloads 300
mount_fs walked
cat "$M/lists/workloads.tsv" >/dev/null
zero_counts
said=$("$python" - "$M" <<'END'
import errno, glob, os, sys
codes = set()
for more in sorted(glob.glob(sys.argv[1] + "/clusters/*/projects/*/workloads/*/more")):
    for name in os.listdir(more):
        try:
            os.stat(more + "/" + name)
        except OSError as e:
            codes.add(errno.errorcode[e.errno])
print(*codes)
END
)
same "the walker is told to stop" "$said" EBUSY
holds "and has not had much more" "$(api_requests) < 1000"
contains "last-error says why" "$(cat "$M/.runaifs/last-error")" "lists/"
check "another process is not kept from it" \
	cat "$(find "$M/clusters" -name more -path '*/workloads/*' ! -path '*/pods/*' | tail -n 1)/history.json"
unmount_fs

# ---- short ids: several kinds may have the same ----

stop_process "$sim_pid"
start_sim --generation legacy --auth realm
mount_fs old -o ttl=1,ttl_org=1
project=$(items projects 1 | jq -r .id)
first=$(within 10 readlink "$M/by-id/$project")
sleep 2.5
same "an id that may mean something else meanwhile is looked for again" \
	"$(within 10 readlink "$M/by-id/$project")" "$first"

# ---- ids that nothing has ----

for name in 'a%1Fb' 'a%00b'; do
	fails_with ENOENT "no object has the id $name" \
		stat "$M/.more/clusters/$name"
done
unmount_fs
finish
