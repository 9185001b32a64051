#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A control plane that does not answer holds up those who wait for it, and
# nobody else; and they can be interrupted.
# shellcheck disable=SC2317 # functions that `eventually` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

N=64
start_sim --workloads 200
settings=(-o "ttl=600,ttl_org=600,ttl_more=1,retries=0,rate=1000,burst=1000"
	-o "request_timeout=300")
mount_fs m "${settings[@]}" -o op_timeout=300

mapfile -t ids < <(items workloads "$N" | jq -r .id)
cat "$M"/clusters/*/projects/*/workloads/*/status >/dev/null
cat "$M"/access/users/*/info.json >/dev/null

# read_all FILE... : a reader for each, in the background; sets readers
read_all()
{
	local i=0 f
	readers=()
	for f; do
		# bash has them ignore SIGINT
		env --default-signal=INT cat "$f" >"$tmp/out.$i" 2>"$tmp/err.$i" &
		readers+=("$!")
		i=$((i + 1))
	done
	children+=("${readers[@]}")
}

all_sleep()
{
	[ "$(tool states "${readers[@]}")" = S ]
}

# ended WHAT WANT : how many readers ended with which status
ended()
{
	local pid status
	for pid in "${readers[@]}"; do
		status=0
		wait "$pid" || status=$?
		echo "$status"
	done >"$tmp/statuses" 2>/dev/null
	same "$1" "$(sort "$tmp/statuses" | uniq -c | awk '{ print $1 " " $2 }')" "$2"
}

# undisturbed WHAT FILE MEDIAN : cat takes as long as without hanging readers
undisturbed()
{
	local what=$1 file=$2 alone=$3 try used
	for try in 1 2 3 4 5; do
		used=$(tool median 41 "$file")
		((used * 2 > alone * 3)) || break
		sleep "$try" # others may be busy here too
	done
	holds "$what, try $try" "$used * 2 <= $alone * 3"
}

alone_cached=$(tool median 41 "$M/README.txt")
alone_health=$(tool median 41 "$M/.runaifs/health")

# meanwhile WHAT DIR : what others do in a directory where readers hang
meanwhile()
{
	check "$1: all wait, none in D state" eventually 20 all_sleep
	undisturbed "$1: a cached cat is as fast" "$M/README.txt" "$alone_cached"
	undisturbed "$1: health is as fast" "$M/.runaifs/health" "$alone_health"
	check "$1: ls in the same directory" within 10 ls "$2"
	fails_with EROFS "$1: > x in the same directory" within 10 bash -c ": >'$2/x'"
	check "$1: what is cached elsewhere" within 10 \
		cat "$M"/access/users/*/info.json "$M"/clusters/*/status
	fails_with ENOENT "$1: another name" within 10 cat "$2/none"
	check "$1: still all wait" all_sleep
}

# interrupted WHAT : one half by SIGINT, the other by SIGKILL
interrupted()
{
	local int kill
	{ # bash has a word to say for each
		int=$(tool ends INT "${readers[@]:0:N/2}")
		kill=$(tool ends KILL "${readers[@]:N/2}")
	} 2>/dev/null
	holds "$1: SIGINT ends each at once, in ms at most" "$int < 1000"
	holds "$1: SIGKILL too" "$kill < 1000"
	ended "$1: so they ended" "$((N / 2)) 130
$((N / 2)) 137"
}

# ---- 64 files, each a call of its own ----

fault 'path=/api/v1/workloads/*&kind=hang'
read_all "${ids[@]/#/$M/.more/workloads/}"
sleep 0.5
ended "directories are no files" "$N 1"
mapfile -t files < <(printf "$M/.more/workloads/%s/history.json\n" "${ids[@]}")
read_all "${files[@]}"
meanwhile "64 files" "$(dirname "${files[0]}")"
interrupted "64 files"

# ---- 64 readers of one file ----

mapfile -t files < <(for _ in $(seq "$N"); do echo "$M/.more/workloads/${ids[0]}/events.json"; done)
read_all "${files[@]}"
meanwhile "one file" "$M/.more/workloads/${ids[0]}"
interrupted "one file"
faults_end
check "the server is back, without a remount" eventually 20 \
	cat "$M/.more/workloads/${ids[0]}/events.json"
check "for the others too" within 20 cat "$M/.more/workloads/${ids[9]}/history.json"
unmount_fs

# ---- a list that hangs: one cold directory, one cold list ----

mount_fs cold "${settings[@]}" -o op_timeout=300
cat "$M"/clusters/*/projects/*/info.json "$M"/access/users/*/info.json >/dev/null
fault 'path=/api/v1/workloads&kind=hang'
dir=$M/clusters/prod-east/projects/vision
mapfile -t files < <(for _ in $(seq "$N"); do echo "$dir/workloads/x/status"; done)
read_all "${files[@]}"
meanwhile "a cold directory" "$dir"
interrupted "a cold directory"
mapfile -t files < <(for _ in $(seq "$N"); do echo "$M/lists/workloads.json"; done)
read_all "${files[@]}"
meanwhile "a cold list" "$dir"
interrupted "a cold list"
# who asks for a name there needs the list, so waits for it, but nobody else
mapfile -t files < <(for _ in $(seq "$N"); do echo "$M/workloads/train-unet-0001/status"; done)
read_all "${files[@]}"
check "a name that is only looked up: all wait, none in D state" eventually 20 all_sleep
check "a name that is only looked up: ls in the same directory" within 10 ls "$M/workloads"
check "a name that is only looked up: ls -l of it" within 10 ls -ld "$M/workloads"
check "a name that is only looked up: still all wait" all_sleep
interrupted "a name that is only looked up"
if has vim "vim in the directory"; then
	check "vim in the directory" within 10 \
		vim -Nes -u NONE -i NONE -c q "$dir/info.json"
fi
faults_end
check "the server is back, and the directory" eventually 20 cat "$dir/workloads/train-unet-0001/status"
check "and the name" within 20 test -e "$M/workloads/forecasting.$(names "$M/clusters/prod-east/projects/forecasting/workloads" | tail -n 1)/status"
fails_with ENOENT "and no other" within 20 cat "$M/workloads/none/status"
same "and the list" "$(jq length "$M/lists/workloads.json")" 200
unmount_fs

# ---- the deadline ----

mount_fs deadline "${settings[@]}" -o op_timeout=3
cat "$M"/clusters/*/projects/*/info.json >/dev/null
fault 'path=/api/v1/workloads&kind=hang'
mapfile -t files < <(for _ in $(seq "$N"); do echo "$M/clusters/prod-east/projects/vision/workloads/x/status"; done)
read_all "${files[@]}"
ended "after the deadline every reader gets an error" "$N 1"
same "and that is ETIMEDOUT" "$(cat "$tmp"/err.* | grep -c "$(meaning ETIMEDOUT)")" "$N"
faults_end
check "then all is well, without a remount" eventually 20 \
	cat "$M/clusters/prod-east/projects/vision/workloads/train-unet-0001/status"

# ---- unmounted under those who wait ----

fault 'path=/api/v1/workloads/*&kind=hang'
mapfile -t files < <(printf "$M/.more/workloads/%s/history.json\n" "${ids[@]}")
read_all "${files[@]}"
check "readers wait again" eventually 20 all_sleep
"$RUNAIFS" -u "$M" 2>/dev/null || true
kill -TERM "$daemon"
all_gone()
{
	[ "$(tool states "${readers[@]}")" = Z ]
}
check "a daemon told to stop does, and no reader is left" eventually 20 all_gone
ended "all with an error" "$N 1"
status=0
wait "$daemon" || status=$?
same "the daemon ended well" "$status" 0
finish
