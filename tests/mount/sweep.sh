#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every GET operation of the API has its place in the tree, with the bytes that
# the API sends: the table is in sweep.py.
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 60 --bearer sweep-token

# type_of N TYPE [API] : the Nth training gets a type that the tenant has not.
type_of()
{
	local id
	id=$(items workloads | jq -rs "map(select(.type == \"Training\"))[$1].id")
	admin POST "set?kind=workloads&id=$id&field=sourceApi&value=${3-}" >/dev/null
	admin POST "set?kind=workloads&id=$id&field=type&value=$2" >/dev/null
}
type_of 1 DistributedInference
type_of 1 PyTorchJob WorkloadsV2
type_of 1 NIMService WorkloadsV2

settings=(-o "ttl=900,ttl_org=900,ttl_static=900,ttl_more=900"
	-o "rate=2000,burst=2000")
mount_fs plain "${settings[@]}"
plain=$M
mount_fs revealed "${settings[@]}" -o reveal_secrets
status=0
"$python" "$here/sweep.py" "$sim" sweep-token "$plain" "$M" "$@" \
	>"$tmp/table" || status=$?
cat "$tmp/table"
same "every operation is where it should be" "$status" 0
same "that is all of them" "$(grep -cE '^(ok|WRONG)' "$tmp/table")" "${1:+$(
	grep -cE '^(ok|WRONG)' "$tmp/table")}${1:-201}"
for M in "$plain" "$M"; do
	check "the mount is there" ls "$M/clusters"
done

finish
