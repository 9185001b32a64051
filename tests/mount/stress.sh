#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Everything at once: 32 readers of all sorts, while what they read changes, is
# refreshed, is dropped for want of memory and fails now and then; then the
# mount is taken away under them. Meant for builds with sanitizers too.
#
#	RUNAIFS_STRESS_SECONDS=600 tests/mount/stress.sh
# shellcheck disable=SC2317 # functions that `eventually` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

seconds=${RUNAIFS_STRESS_SECONDS:-8}
start_sim --workloads 400 --events 2
options=(-o "ttl=0.3,ttl_org=0.5,ttl_more=0.3,ttl_negative=0.3,cache_size=1M"
	-o "rate=1000,burst=1000,page_size=50,stale_if_error=2")
if grep -q __lsan_do_leak_check "$RUNAIFS"; then
	options+=(-d -o log=warn) # leaks are looked for with ptrace
fi
mount_fs m "${options[@]}"
top=$M

# reader N : until told to stop
reader()
{
	local d ids id what=$1
	mapfile -t ids <"$tmp/ids"
	while [ -e "$tmp/go" ]; do
		id=${ids[RANDOM % ${#ids[@]}]}
		case $((what++ % 9)) in
		# With such a ttl each directory is asked for anew: not all
		# 400 of pods in one go.
		0) find "$top" -maxdepth 6 -ls ;;
		1) grep -r Pending "$top"/clusters/*/projects/genomics ;;
		2) cat "$top"/clusters/*/projects/*/workloads/*/status ;;
		3) ls -lR "$top/workloads" ;;
		4) jq length "$top/lists/workloads.json" ;;
		5) cat "$top/.more/workloads/$id/"{object.path,events.json,detail.json} ;;
		6) cat "$top/lists/"*.tsv "$top/.runaifs/"* ;;
		7) tar cf - -C "$top" access tenant projects departments | wc -c ;;
		8) d=$top/$(cat "$top/.more/workloads/$id/object.path") &&
			stat "$d" "$d/info.json" && "$RUNAIFS" stat "$d" ;;
		esac >/dev/null || true
	done
}

# What the control plane and its administrators do meanwhile.
churn()
{
	local round=0
	while [ -e "$tmp/go" ]; do
		round=$((round + 1))
		admin POST "touch?kind=workloads&permille=50&seed=$round"
		case $((round % 8)) in
		0) admin POST "reorder?kind=workloads&seed=$round" ;;
		1) admin DELETE "item?kind=workloads&id=$(admin GET 'item?kind=workloads&index=9' | jq -r .id)" ;;
		2) admin POST 'add?kind=workloads' --data-binary @<(jq -c --arg i "extra-$round" \
			'.id = $i | .name = $i' "$tmp/item") ;;
		3) "$RUNAIFS" refresh "$top" ;;
		4) "$RUNAIFS" refresh "$top/clusters/prod-east/projects/vision/workloads" ;;
		5) kill -HUP "$daemon" ;;
		6) admin POST restore ;;
		7) admin POST 'fault?path=*&kind=reset&skip=3&count=1' ;;
		esac
		sleep 0.1
	done >/dev/null 2>&1
}

items workloads | jq -r .id >"$tmp/ids"
items workloads 1 >"$tmp/item"
: >"$tmp/go"
start_all()
{
	local i
	workers=()
	churn &
	workers+=("$!")
	for ((i = 0; i < 32; i++)); do
		reader "$i" 2>"$tmp/err.$i" &
		workers+=("$!")
	done
	children+=("${workers[@]}")
}
all_gone()
{
	local pid
	for pid in "${workers[@]}"; do
		! alive "$pid" || return 1
	done
}

start_all
sleep "$seconds"
check "the daemon is there" alive "$daemon"
check "and answers" within 20 cat "$M/.runaifs/health"
rm "$tmp/go"
check "every reader comes to its end" eventually 60 all_gone
# What is deleted meanwhile is not there any more, and a name that another
# object gets too is not unique any more; nothing else may go wrong.
sed -e '/No such file or directory/d' -e '/file changed as we read it/d' \
	-e '/File removed before we read it/d' -e '/no such path/d' \
	-e '/Name not unique on network/d' \
	-e '/^tar: Exiting with failure status/d' "$tmp"/err.* >"$tmp/errors"
same "without an error" "$(sort "$tmp/errors" | uniq -c | head -n 20)" ''
admin DELETE fault >/dev/null
admin POST restore >/dev/null
same "afterwards all is there" "$("$RUNAIFS" refresh "$M"; eventually 20 \
	test -e "$M/clusters/prod-east"; cat "$M/lists/workloads.count")" 400
find "$M/clusters" -name info.json -path '*/workloads/*' ! -path '*/pods/*' >"$tmp/found"
same "in the tree too" "$(wc -l <"$tmp/found")" 400
nodes=$(stats 'fuse nodes')
echo "fuse requests: $(stats 'fuse requests'), nodes: $nodes, evictions: $(stats 'cache evictions'), api requests: $(stats 'api requests')"

# ---- and away ----

: >"$tmp/go"
start_all
sleep 2
"$RUNAIFS" -u "$M" 2>"$tmp/unmount" || fail "runaifs -u under load" "$(cat "$tmp/unmount")"
sleep 0.5
rm "$tmp/go"
check "every reader comes to its end" eventually 60 all_gone
daemon_gone()
{
	! alive "$daemon"
}
eventually 60 daemon_gone || { held_elsewhere "$M" && kill -TERM "$daemon"; } ||
	fail "the daemon ends" "$(what_it_does "$daemon")"
status=0
wait "$daemon" || status=$?
same "the daemon ends well" "$status" 0

# and told to stop, where nobody unmounts
mount_fs again "${options[@]}"
top=$M
: >"$tmp/go"
start_all
sleep 2
kill -TERM "$daemon"
sleep 0.5
rm "$tmp/go"
check "every reader comes to its end" eventually 60 all_gone
check "SIGTERM under load ends the daemon" eventually 60 daemon_gone
status=0
wait "$daemon" || status=$?
same "well" "$status" 0
finish
