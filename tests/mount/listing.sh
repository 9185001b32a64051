#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A directory of 5,000 that changes while it is being listed: each name that is
# there throughout is seen exactly once.
# shellcheck disable=SC2317 # functions that `eventually` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

[ "$(uname -m)" = x86_64 ] || skip_all "system call numbers of x86_64"
start_sim --clusters 1 --departments 1 --projects 1 --workloads 5000
mapfile -t ids < <(items workloads | jq -r .id)
item=$(admin GET 'item?kind=workloads&index=0')

# churn ROUND : takes away 40, adds 20, and shuffles; says which
churn()
{
	local i at
	{
		for ((i = 0; i < 40; i++)); do
			at=$((($1 * 40 + i) * 37 % 5000))
			printf 'url = "%s/_sim/item?kind=workloads&id=%s"\nrequest = DELETE\noutput = /dev/null\nnext\n' \
				"$sim" "${ids[at]}"
		done
		for ((i = 0; i < 20; i++)); do
			jq -c --arg n "new-$1-$i" --arg id "new-$1-$i-00000000" \
				'.name = $n | .id = $id' <<<"$item" >"$tmp/new.$i"
			echo "new-$1-$i" >>"$tmp/new"
			printf 'url = "%s/_sim/add?kind=workloads"\ndata-binary = "@%s"\noutput = /dev/null\nnext\n' \
				"$sim" "$tmp/new.$i"
		done
		printf 'url = "%s/_sim/reorder?kind=workloads&seed=%s"\nrequest = POST\noutput = /dev/null\n' \
			"$sim" "$1"
	} >"$tmp/config"
	curl -sS -K "$tmp/config"
}

# Where it is asked for while it changes: the listing sees several generations.
listed_while_changing()
{
	local what=$1 size=$2 pause=$3 round=0 reader generations
	admin POST restore >/dev/null
	mount_fs "m$size" -o ttl=0.3,ttl_org=600,rate=1000,burst=1000 \
		-o stale_while_revalidate=no
	dir=$(echo "$M"/clusters/*/projects/*/workloads)
	names "$dir" >"$tmp/all"
	same "$what: 5,000 to begin with" "$(wc -l <"$tmp/all")" 5000
	: >"$tmp/new"
	rm -f "$tmp/ready"
	zero_counts
	tool getdents "$dir" "$size" "$pause" "$tmp/ready" >"$tmp/seen" 2>"$tmp/calls" &
	reader=$!
	children+=("$reader")
	eventually 10 test -e "$tmp/ready"
	while alive "$reader"; do
		churn "$round"
		ls "$dir" >/dev/null
		round=$((round + 1))
	done
	status=0
	wait "$reader" || status=$?
	same "$what: the reader ends well" "$status" 0
	generations=$(($(asked /api/v1/workloads) / 10))
	holds "$what: it has seen several generations" "$generations > 1"
	eventually 10 settled "$dir"
	names "$dir" >"$tmp/now"
	sort "$tmp/all" "$tmp/now" "$tmp/now" | uniq -u >"$tmp/gone"
	holds "$what: names went" "$(wc -l <"$tmp/gone") >= 40"
	check "$what: $(cat "$tmp/calls"): each name that stayed exactly once" \
		tool once "$tmp/all" "$tmp/gone" "$tmp/new" <"$tmp/seen"
	tool once "$tmp/all" "$tmp/gone" "$tmp/new" <"$tmp/seen" || true
	unmount_fs
}

settled()
{
	[ "$(names "$1" | wc -l)" = "$(admin GET kinds | jq .workloads)" ]
}

listed_while_changing "a small buffer" 2000 0.03
listed_while_changing "a large one" 40000 0.5
finish
