#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tokens: every way to get one, their lives, and what happens when they are
# taken away.
# shellcheck disable=SC2317 # functions that `eventually` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim

# authentication QUERY : of the simulator, from now on
authentication()
{
	admin POST "auth?$1" >/dev/null
}

now=(-o "ttl=0.2,ttl_org=0.2,ttl_more=0.2,rate=1000,burst=1000"
	-o "stale_while_revalidate=no,stale_if_error=0")

# ---- each way to log in, by name and found out ----

for auth in realm token oauth2 oauth app; do
	authentication "enable=$auth"
	for with in "$auth" auto; do
		mount_fs "$auth-$with" -o "auth=$with"
		check "auth=$with where there is $auth: it works" \
			cat "$M/clusters/prod-east/info.json"
		contains "and says so" "$(cat "$M/.runaifs/auth")" "auth: $auth"
		unmount_fs
	done
done
authentication 'enable=realm,token,oauth2,oauth,app'
stop_process "$sim_pid"
start_sim --realm acme --auth realm
mount_fs acme -o auth=realm,realm=acme
check "another realm" cat "$M/clusters/prod-east/info.json"
unmount_fs
stop_process "$sim_pid"
start_sim --open
mount_fs open
check "where no token is wanted" cat "$M/clusters/prod-east/info.json"
unmount_fs
stop_process "$sim_pid"

# ---- a bearer token in a file, replaced while mounted ----

start_sim --auth none --bearer first-token
(umask 077 && printf 'first-token\n' >"$tmp/token")
login_saved=("${login[@]}")
login=(-o "token_file=$tmp/token")
mount_fs bearer "${now[@]}"
o=$M/clusters/prod-east
check "token_file" cat "$o/info.json"
contains "is auth=bearer" "$(cat "$M/.runaifs/auth")" "auth: bearer"
printf 'second-token\n' >"$tmp/token"
authentication 'bearer=second-token'
sleep 0.5
check "a new one in the file is found when the old is refused" cat "$o/status"
authentication 'bearer=third-token'
sleep 0.5
fails_with EKEYEXPIRED "one that is refused, and no other" cat "$o/status"
same "health" "$(head -n 1 "$M/.runaifs/health")" auth-failed
printf 'third-token\n' >"$tmp/token"
check "until there is another" eventually 20 cat "$o/status"
unmount_fs
login=("${login_saved[@]}")
stop_process "$sim_pid"

# ---- tokens of three seconds ----

start_sim --token-life 3
mount_fs short "${now[@]}"
o=$(echo "$M"/clusters/*/projects/vision/workloads/train-unet-0001)
seconds=${RUNAIFS_TEST_SECONDS:-20}
zero_counts
read_on()
{
	local until=$((SECONDS + seconds)) n=0
	while [ "$SECONDS" -lt "$until" ]; do
		sleep 0.05
		cat "$o/status" "$M/access/users/"*/info.json "$o/more/events.json" \
			>/dev/null || return
		n=$((n + 1))
	done
	echo "$n"
}
start=$SECONDS
readers=()
for i in 1 2 3; do
	read_on >"$tmp/n.$i" 2>"$tmp/err.$i" &
	readers+=("$!")
	children+=("$!")
done
for pid in "${readers[@]}"; do
	status=0
	wait "$pid" || status=$?
	same "a reader through many lives of a token" "$status" 0
done
same "has met no error" "$(cat "$tmp"/err.[123])" ''
elapsed=$((SECONDS - start + 1))
holds "it was many lives" "$(counted .token_requests) >= $seconds / 4"
# the next one is got when a fifth of the life is left
holds "at most one token a life" \
	"$(counted .token_requests) <= $elapsed * 10 / 24 + 1"
same "never two at once" "$(counted .token_concurrent_max)" 1
same "nobody was ever refused" "$(admin GET 'log?n=4096' | jq 'map(select(.status == 401)) | length')" 0
unmount_fs
stop_process "$sim_pid"

# ---- revoked ----

start_sim
mount_fs revoked "${now[@]}"
o=$M/clusters/prod-east
for round in 1 2 3; do
	cat "$o/status" >/dev/null
	sleep 0.5
	admin POST revoke >/dev/null
	zero_counts
	check "revoked, round $round: no error" cat "$o/status"
	same "one refresh" "$(counted .token_requests)" 1
	same "one retry" "$(admin GET 'log?n=100' |
		jq -c 'map(select(.path == "/api/v1/clusters").status)')" "[401,200]"
done

# many readers at once
sleep 0.5
admin POST revoke >/dev/null
zero_counts
cat "$M"/{clusters/*/info.json,access/users/*/info.json,lists/*.json} >/dev/null
same "many lists at once: one refresh" "$(counted .token_requests)" 1

# ---- an account that is locked out is not hammered ----

authentication 'client_secret=another'
admin POST revoke >/dev/null
sleep 0.5
zero_counts
start=$SECONDS
fails_with EKEYREJECTED "refused" cat "$o/status"
for ((i = 0; i < 50; i++)); do
	cat "$M"/access/users/*/info.json "$o/info.json" >/dev/null 2>&1 || true
done
holds "logins pause for five seconds" \
	"$(counted .token_requests) <= ($SECONDS - $start) / 5 + 1"
same "health" "$(head -n 1 "$M/.runaifs/health")" auth-failed
printf another >"$secret"
check "a new secret in the file is found without a remount" eventually 20 \
	cat "$o/status"
same "health" "$(head -n 1 "$M/.runaifs/health")" ok
printf sim-secret >"$secret"
unmount_fs
finish
