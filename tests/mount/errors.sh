#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A control plane in trouble: each kind of trouble has its errno, concerns the
# list it befalls and nothing else, is taken for an empty directory by no tool,
# and is forgotten when it is over.
# shellcheck disable=SC2317 # functions that `check` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim --workloads 1200
list=/api/v1/workloads
short=(-o "op_timeout=1,request_timeout=1,retries=0,rate=1000,burst=1000"
	-o "ttl=1,ttl_org=600,ttl_negative=1,stale_if_error=0")

# ---- each trouble and its errno ----

# trouble ERRNO WHAT FAULT [CURL-OPTION...] : of the list of workloads
trouble()
{
	local error=$1 what=$2 fault=$3 dir
	shift 3
	mount_fs m "${short[@]}"
	dir=$M/clusters/prod-east/projects/vision
	# two 401 in a row stop logins for a while, so that no account is locked
	[ "$error" != EKEYREJECTED ] || cat "$M"/access/users/*/info.json >/dev/null
	fault "path=$list&$fault" "$@"
	fails_with "$error" "$what: ls" within 20 ls "$dir/workloads"
	fails_with "$error" "$what: ls -l of what it is in" within 20 ls -l "$dir"
	contains "$what: which shows the rest" \
		"$(within 20 ls -l "$dir" 2>/dev/null || true)" info.json
	fails_with "$error" "$what: cat of a file in it" \
		within 20 cat "$dir/workloads/train-unet-0001/status"
	fails_with "$error" "$what: cat of the list" \
		within 20 cat "$M/lists/workloads.json"
	fails_with "$error" "$what: a view" within 20 ls "$M/workloads/by-phase/"
	check "$what: other lists are well" \
		cat "$M"/clusters/*/projects/*/info.json "$M"/access/users/*/info.json
	contains "$what: last-error says it" "$(cat "$M/.runaifs/last-error")" \
		"errno: $error"
	case $error in
	EINVAL | EACCES | EFBIG) ;; # it does answer
	*) refuted "$what: health is not ok" grep -qx ok "$M/.runaifs/health" ;;
	esac
	faults_end
	[ "$error" != EACCES ] || "$RUNAIFS" refresh "$M" # kept for an hour
	check "$what: when it is over all is well" \
		eventually 20 cat "$dir/workloads/train-unet-0001/status"
	same "$what: the list is complete" "$(cat "$M/lists/workloads.count")" 1200
	check "$what: and health is ok" \
		eventually 20 grep -qx ok "$M/.runaifs/health"
	unmount_fs
}

# no_list ERRNO WHAT FAULT : there is no such operation, says the control plane;
# who asks first is told, then what would show it is not there, for an hour or
# until somebody asks again.
no_list()
{
	local error=$1 what=$2 fault=$3 dir
	mount_fs m "${short[@]}"
	dir=$M/clusters/prod-east/projects/vision
	fault "path=$list&$fault"
	fails_with "$error" "$what: ls" within 20 ls "$dir/workloads"
	contains "$what: last-error says it" "$(cat "$M/.runaifs/last-error")" \
		"errno: $error"
	same "$what: what it is in" "$(within 20 ls "$dir" | tr '\n' ' ')" \
		"info.json more status "
	# whom the kernel asks about the directory it remembers is told why
	refuted "$what: ls again" within 20 ls "$dir/workloads"
	refuted "$what: cat of a file in it" \
		within 20 cat "$dir/workloads/train-unet-0001/status"
	fails_with ENOENT "$what: cat of the list" \
		within 20 cat "$M/lists/workloads.json"
	fails_with ENOENT "$what: a view" within 20 ls "$M/workloads/by-phase/"
	same "$what: lists/" "$(within 20 ls "$M/lists/" | grep -c '^workloads\.')" 0
	check "$what: other lists are well" \
		cat "$M"/clusters/*/projects/*/info.json "$M"/access/users/*/info.json
	check "$what: and health is ok" grep -qx ok "$M/.runaifs/health"
	faults_end
	check "refresh" "$RUNAIFS" refresh "$M"
	check "$what: when it is over all is well" \
		eventually 20 cat "$dir/workloads/train-unet-0001/status"
	same "$what: the list is complete" "$(cat "$M/lists/workloads.count")" 1200
	unmount_fs
}

trouble EINVAL "400" 'kind=status&value=400'
trouble EKEYREJECTED "401" 'kind=status&value=401'
trouble EACCES "403" 'kind=status&value=403'
no_list ENOENT "404" 'kind=status&value=404'
no_list EOPNOTSUPP "405" 'kind=status&value=405'
trouble EBUSY "429" 'kind=status&value=429&retry_after=30'
trouble EIO "500" 'kind=status&value=500'
trouble EIO "502" 'kind=status&value=502'
trouble EIO "503" 'kind=status&value=503'
trouble ETIMEDOUT "504" 'kind=status&value=504'
trouble ETIMEDOUT "hang" 'kind=hang'
trouble ECONNRESET "reset" 'kind=reset'
trouble ECONNRESET "closed" 'kind=close'
trouble ECONNRESET "cut" 'kind=cut&value=5000'
trouble EBADMSG "an HTML page" 'kind=html'
trouble EBADMSG "another shape" 'kind=body' --data-binary '{"items":{}}'
trouble EBADMSG "no envelope" 'kind=body' --data-binary '"workloads"'
trouble EBADMSG "not JSON" 'kind=body' --data-binary '{"workloads":[{"id":1,]}'
trouble EBADMSG "an empty body" 'kind=body&value=200' --data-binary ''
short+=(-o 'op_timeout=30,request_timeout=30')
trouble EFBIG "far too much" 'kind=bomb&value=300'
trouble EIO "one page of three" 'kind=status&value=500&query=offset=500'
trouble EBADMSG "a page that is not JSON" 'kind=body&query=offset=500' --data-binary '{"workloads":[nul]}'

# ---- a call of its own ----

mount_fs call "${short[@]}"
items workloads 5 | jq -r .id >"$tmp/ids"
cat "$M"/clusters/*/projects/*/workloads/*/status >/dev/null
for case in 403=EACCES 404=ENOENT 500=EIO 429=EBUSY 504=ETIMEDOUT; do
	read -r id
	more=$M/.more/workloads/$id
	fault "path=/api/v1/workloads/$id/history*&kind=status&value=${case%=*}"
	fails_with "${case#*=}" "more/history.json: ${case%=*}" \
		within 20 cat "$more/history.json"
	check "but its neighbour is well" within 20 cat "$more/events.json"
	fails_with "${case#*=}" "ls -l more/ says it" within 20 ls -l "$more"
	faults_end
	check "and so is it, afterwards" eventually 20 cat "$more/history.json"
done <"$tmp/ids"
unmount_fs

# ---- no server ----

mount_fs refused "${short[@]}" -o op_timeout=5
cat "$M"/access/users/*/info.json >/dev/null
url=$sim
stop_process "$sim_pid"
fails_with ECONNREFUSED "nothing listens" within 20 ls "$M/tenant/settings"
check "what is cached is there" within 20 cat "$M"/access/users/*/info.json
port=${url##*:}
start_sim --workloads 1200 --port "$port"
same "the server is back" "$sim" "$url"
check "without a remount" eventually 20 ls "$M/tenant/settings"
unmount_fs

# ---- no tool takes a failed list for an empty one ----

# walk WHAT COMMAND... : ends, and not as if all were well
walk()
{
	local what=$1 status=0
	shift
	within 60 "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	if [ "$status" = 124 ]; then
		fail "$what does not end"
	elif [ "$status" = 0 ] && ! grep -q "$message" "$tmp/err" "$tmp/out"; then
		fail "$what takes it for empty" "$(cat "$tmp/err")"
	else
		pass "$what ends with $status, and says: $(grep -m 1 -h "$message" \
			"$tmp/err" "$tmp/out" | sed "s|$tmp||g")"
	fi
}

walks()
{
	local d=$M/clusters
	walk "ls -R" ls -R "$d"
	walk "ls -lR" ls -lR "$d"
	walk "find" find "$d"
	walk "grep -r" grep -r Pending "$d"
	walk "tar" tar cf "$tmp/t.tar" -C "$M" clusters
	walk "cp -a" cp -a "$d" "$tmp/copy"
	walk "du" du -a "$d"
	walk "os.walk" "$python" "$here/tool.py" walked "$d"
	walk "wc of a glob" bash -c "wc -l $d/*/projects/*/workloads/*/status"
	has rsync rsync && walk "rsync" rsync -a "$d/" "$tmp/copy2"
	has rg rg && walk "rg" rg Pending "$d"
	has fdfind fd && walk "fd" fdfind --show-errors . "$d"
	# tree says nothing of what it cannot stat; it must not say "empty"
	has tree tree && lacks "tree does not show what it could not read" \
		"$(within 60 tree "$d")" workloads
	rm -rf "$tmp/copy" "$tmp/copy2"
}

for case in 'EACCES kind=status&value=403' 'EIO kind=status&value=500' \
	'ETIMEDOUT kind=hang'; do
	mount_fs walk "${short[@]}" -o op_timeout=1,request_timeout=1,ttl_negative=60
	message=$(meaning "${case% *}")
	fault "path=$list&${case#* }"
	walks
	faults_end
	unmount_fs
done

# ---- a list that was fine before ----

id=$(admin GET 'item?kind=workloads&index=0' | jq -r .id)
mount_fs old "${short[@]}" -o op_timeout=5,stale_if_error=600
dir=$M/clusters/prod-east/projects/vision/workloads
n=$(names "$dir" | wc -l)
fault "path=$list&kind=status&value=500"
sleep 2.5
check "the last good answer stands in" cat "$dir/train-unet-0001/status"
same "all of it" "$(names "$dir" | wc -l)" "$n"
contains "stat says so" "$("$RUNAIFS" stat "$dir")" "last fetch: EIO"
check "and health" eventually 10 grep -qx degraded "$M/.runaifs/health"
faults_end
admin POST "set?kind=workloads&id=$id&field=phase&value=Deleting" >/dev/null
o=$M/$(cat "$M/.more/workloads/$id/object.path")
check "when it is over it is forgotten" eventually 20 grep -qx Deleting "$o/status"
unmount_fs

mount_fs strict "${short[@]}"
dir=$M/clusters/prod-east/projects/vision/workloads
cat "$dir/train-unet-0001/status" >/dev/null
fault "path=$list&kind=status&value=500"
sleep 2.5
fails_with EIO "without stale_if_error it does not stand in" ls "$dir"
fails_with EIO "nor do files of it" cat "$dir/train-unet-0001/status"
faults_end
check "when it is over all is well" eventually 20 cat "$dir/train-unet-0001/status"
unmount_fs
finish
