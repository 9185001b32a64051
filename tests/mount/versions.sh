#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What changes upstream while it is being read: who holds a file open reads to
# its end what they opened, who opens it anew reads the new, nothing is torn,
# and what did not change costs nothing.
# shellcheck disable=SC2317 # functions that `eventually` and `check` call
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 3000
now=(-o "ttl=1,ttl_org=1,ttl_negative=1,rate=1000,burst=1000"
	-o reveal_secrets -o stale_while_revalidate=no)
mount_fs m "${now[@]}"

w=$(admin GET 'item?kind=workloads&index=0')
id=$(jq -r .id <<<"$w")
o=$(cd "$M/workloads/$(jq -r '"\(.projectName).\(.name)"' <<<"$w")" && pwd -P)

# big MARK N : the item with N lines of text in it, put in its place
big()
{
	jq -c --arg mark "$1" --argjson n "$2" \
		'.lines = [range($n) | "\($mark) \(.) .................................................."]' \
		<<<"$w" >"$tmp/big"
	admin POST "put?kind=workloads&id=$id" --data-binary @"$tmp/big" >/dev/null
}

# shows FILE TEXT
shows()
{
	grep -q -- "$2" "$1"
}

# ---- held open: read(2) ----

big first 60000
check "a file of several MiB" eventually 10 shows "$o/info.json" 'first 59999'
holds "is that" "$(stat -c %s "$o/info.json") > 4000000"
cp "$o/info.json" "$tmp/old"
exec 3<"$o/info.json"
dd bs=65536 count=8 iflag=fullblock <&3 >"$tmp/part" 2>/dev/null
big second 30000
check "a new open reads the new" eventually 10 shows "$o/info.json" 'second 29999'
refuted "and nothing of the old" shows "$o/info.json" first
jq --indent 2 . "$tmp/big" >"$tmp/want"
same_file "to its end" "$o/info.json" "$tmp/want"
tool uncache 3
cat <&3 >>"$tmp/part"
same_file "who held it open reads on in the old" "$tmp/part" "$tmp/old"
same "and stats the old" "$(stat -L -c %s /proc/self/fd/3)" "$(stat -c %s "$tmp/old")"
exec 3<&-

# ---- held open: a list, read slowly ----

cp "$M/lists/workloads.json" "$tmp/old"
holds "lists/workloads.json has several MiB" "$(stat -c %s "$tmp/old") > 4000000"
exec 3<"$M/lists/workloads.json"
dd bs=65536 count=8 iflag=fullblock <&3 >"$tmp/part" 2>/dev/null
admin POST 'touch?kind=workloads&permille=300' >/dev/null
changed()
{
	! cmp -s "$M/lists/workloads.json" "$tmp/old"
}
check "the list changes" eventually 10 changed
for _ in 1 2 3; do
	tool uncache 3
	dd bs=65536 count=4 iflag=fullblock <&3 >>"$tmp/part" 2>/dev/null
	admin POST 'reorder?kind=workloads&seed=7' >/dev/null
	sleep 0.4
	jq -e length "$M/lists/workloads.json" >/dev/null || fail "a torn list"
done
cat <&3 >>"$tmp/part"
exec 3<&-
same_file "who held it open reads what they opened" "$tmp/part" "$tmp/old"

# ---- mmap, sendfile ----

big fourth 40000
mv "$tmp/big" "$tmp/fourth"
change=(curl -sS -f -X POST -o /dev/null --data-binary "@$tmp/fourth"
	"$sim/_sim/put?kind=workloads&id=$id")
big third 40000
check "it changed" eventually 10 shows "$o/info.json" 'third 39999'
check "mmap shows the old version to its end" \
	tool mapped "$o/info.json" fourth "${change[@]}"
big third 40000
check "it changed back" eventually 10 shows "$o/info.json" 'third 39999'
check "sendfile sends the old version to its end" \
	tool sent "$o/info.json" fourth "${change[@]}"

# ---- never torn, under readers that do not stop ----

same_length()
{
	local phase
	while [ -e "$tmp/go" ]; do
		for phase in Running Pending; do
			admin POST "set?kind=workloads&id=$id&field=phase&value=$phase&quiet=1" >/dev/null
			sleep 0.05
		done
	done
}
gone()
{
	! shows "$@"
}
admin POST "put?kind=workloads&id=$id" --data-binary "$w" >/dev/null
check "small again" eventually 10 gone "$o/info.json" 'lines'
: >"$tmp/go"
same_length &
changer=$!
children+=("$changer")
for ((i = 0; i < 300; i++)); do
	cat "$o/status"
	jq -r .phase "$o/info.json"
done >"$tmp/seen" 2>"$tmp/errors"
rm "$tmp/go"
wait "$changer"
same "readers of a changing file see no error" "$(cat "$tmp/errors")" ''
same "and only what was there" "$(sort -u "$tmp/seen")" $'Pending\nRunning'

# ---- watch, tail -F ----

phase()
{
	admin POST "set?kind=workloads&id=$id&field=phase&value=$1" >/dev/null
}

# seen_within MS TEXT : by a shell inside the object's directory, as watch(1)
seen_within()
{
	local start now
	start=$(date +%s%N)
	until grep -qx "$2" status; do
		now=$(date +%s%N)
		(((now - start) / 1000000 < $1)) || return 1
		sleep 0.1
	done
}

phase Running
sleep 1
cd "$o"
check "a shell in the object's directory" seen_within 5000 Running
phase Failed
check "sees the change within the TTL (1 s, and 3 s for a slow machine)" \
	seen_within 4000 Failed
admin POST "set?kind=workloads&id=$id&field=phaseMessage&value=oom" >/dev/null
message()
{
	[ "$(jq -r .phaseMessage info.json)" = "$1" ]
}
check "of info.json too" eventually 5 message oom
tail -n +1 -F -s 0.1 --pid=$$ status >"$tmp/tail" 2>"$tmp/tail.err" &
tail=$!
children+=("$tail")
check "tail -F shows what there is" eventually 10 shows "$tmp/tail" Failed
phase Stopping
check "tail -F follows" eventually 10 shows "$tmp/tail" Stopping
phase Completed
check "and goes on" eventually 10 shows "$tmp/tail" Completed
stop_process "$tail"
cd "$tmp"

# ---- rsync copies what changed, whatever its times say ----

if has rsync "rsync"; then
	phase Running
	check "a state" eventually 10 shows "$o/status" Running
	rsync -a "$o/" "$tmp/copy"
	same "rsync: nothing changed" "$(rsync -ai "$o/" "$tmp/copy")" ''
	for phase in Pending Running; do
		admin POST "set?kind=workloads&id=$id&field=phase&value=$phase&quiet=1" >/dev/null
		check "another state, of the same length and time" \
			eventually 10 shows "$o/status" "$phase"
		check "in info.json too" eventually 10 shows "$o/info.json" "\"phase\": \"$phase\""
		rsync -a "$o/" "$tmp/copy"
		same "rsync copies status" "$(cat "$tmp/copy/status")" "$phase"
		same "and info.json" "$(jq -r .phase "$tmp/copy/info.json")" "$phase"
	done
	inodes=$(stat -c '%i %Y' "$o/info.json" "$o/status")
	sleep 1.2
	same "equal bytes move nothing" "$(stat -c '%i %Y' "$o/info.json" "$o/status")" "$inodes"
fi

# ---- names come, go and move ----

new_id=00000000-1111-4222-8333-444444444444
new=$(jq -c --arg id "$new_id" '.id = $id | .name = "brand-new"' <<<"$w")
project=$(dirname "$o")
missing()
{
	! [ -e "$1" ]
}
fails_with ENOENT "not there yet" cat "$project/brand-new/status"
admin POST 'add?kind=workloads' --data-binary "$new" >/dev/null
check "a new object opens" eventually 10 cat "$project/brand-new/status"
check "and is listed" test -e "$(find "$project" -name brand-new)"
other=$(items projects | jq -sc --argjson w "$w" \
	'map(select(.clusterId == $w.clusterId and .id != $w.projectId))[0]')
admin POST "set?kind=workloads&id=$new_id&field=projectName&value=$(jq -r .name <<<"$other")" >/dev/null
admin POST "set?kind=workloads&id=$new_id&field=projectId&value=$(jq -r .id <<<"$other")" >/dev/null
there=$M/$(cat "$M/.more/projects/$(jq -r .id <<<"$other")/object.path")
check "an object that moves is there" eventually 10 cat "$there/workloads/brand-new/status"
check "and no longer here" eventually 10 missing "$project/brand-new/status"
admin DELETE "item?kind=workloads&id=$new_id" >/dev/null
check "one that is deleted goes" eventually 10 missing "$there/workloads/brand-new"
same "and is not listed" "$(find "$there/workloads" -name brand-new)" ''
unmount_fs

# ---- what did not change costs no READ ----

mount_fs cost -o ttl=4,ttl_org=4,rate=1000,burst=1000 -o stale_while_revalidate=no
cd "$M/clusters"
cat ./*/projects/*/workloads/*/status >/dev/null
n=$(find . -name status -path '*/workloads/*' | wc -l)
# The best of a few: the kernel may have needed some of its memory back.
least=$((9 * n))
for _ in 1 2 3; do
	cat ./*/projects/*/workloads/*/status >/dev/null
	admin POST 'touch?kind=workloads&permille=1' >/dev/null
	sleep 4.1
	before=$(stats 'fuse requests')
	cat ./*/projects/*/workloads/*/status >/dev/null
	used=$(($(stats 'fuse requests') - before))
	[ "$used" -gt "$least" ] || least=$used
	((least * 10 > n * 23)) || break
done
holds "after a refetch an unchanged file costs its two names and no READ" \
	"$least * 10 <= $n * 23"
cd "$tmp"
unmount_fs

# ---- stale while revalidate: at most twice the TTL ----

mount_fs swr -o ttl=1,ttl_org=1,rate=1000,burst=1000
o=$(cd "$M/workloads/$(jq -r '"\(.projectName).\(.name)"' <<<"$w")" && pwd -P)
cd "$o"
phase Running
check "with stale_while_revalidate" seen_within 6000 Running
phase Failed
check "a change is seen within twice the TTL (and 3 s)" seen_within 5000 Failed
cd "$tmp"
unmount_fs
finish
