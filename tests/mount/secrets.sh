#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing secret gets out: not into logs, diagnostics, error messages, the
# process table or files, and not to another server.
# shellcheck disable=SC2317 # functions that `eventually` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

canary=CANARY-7f3a9d
start_sim --client-secret "$canary-secret" --bearer "$canary-token" --workloads 20
upstream=$sim
printf '%s' "$canary-secret" >"$secret"
(umask 077 && printf '%s' "$canary-token" >"$tmp/token")
now="ttl=0.2,ttl_org=0.2,ttl_more=0.2,stale_while_revalidate=no,stale_if_error=0"
now+=",retries=0,rate=1000,burst=1000,op_timeout=5"
(umask 077 && cat >"$tmp/config" <<-END
	[client]
	url = $sim
	client_id = runaifs
	client_secret = $canary-secret
	[file]
	url = $sim
	client_id = runaifs
	client_secret_file = $secret
	[bearer]
	url = $sim
	token = $canary-token
END
)

# clean WHAT FILE... : none of them holds a secret
clean()
{
	local what=$1
	shift
	if grep -aF "$canary" "$@" >"$tmp/found" 2>/dev/null; then
		fail "$what" "$(head -n 3 "$tmp/found")"
	else
		pass "$what"
	fi
}

# in_trouble : everything goes wrong once, what is asked and the login
in_trouble()
{
	local f
	for f in 'kind=status&value=500' 'kind=status&value=403' \
		'kind=status&value=401' 'kind=html' 'kind=cut&value=10' 'kind=reset'; do
		fault "path=/api/v1/workloads*&$f"
		ls -l "$M/clusters/prod-east/projects/vision" || true
		cat "$M/.runaifs/"* || true
		faults_end
	done >>"$tmp/shown" 2>&1
	for f in 400 401 403 500; do
		fault "path=*&kind=status&value=$f"
		admin POST revoke >/dev/null
		sleep 0.3
		cat "$M"/clusters/*/status "$M/lists/users.json" || true
		cat "$M/.runaifs/"* || true
		"$RUNAIFS" stat "$M/clusters" || true
		faults_end
	done >>"$tmp/shown" 2>&1
	# two refusals in a row stop logins for five seconds
	check "and all is well again" eventually 20 ls "$M/clusters"
}

# no_trace WHAT PID
no_trace()
{
	local p
	clean "$1: nothing in what was shown" "$tmp/shown"
	clean "$1: nothing in .runaifs" "$M"/.runaifs/*
	for p in "$2" $(cat "/proc/$2/task/"*/children); do
		clean "$1: nothing in cmdline and environ of $(cat "/proc/$p/comm")" \
			"/proc/$p/cmdline" "/proc/$p/environ"
	done
	same "$1: no core dumps" \
		"$(awk '/^Max core file size/ { print $5 }' "/proc/$2/limits")" 0
}

login=()
for profile in client file bearer; do
	sim=$profile
	mount_fs "$profile" -c "$tmp/config" -o "$now,log=debug"
	sim=$upstream
	: >"$tmp/shown"
	cat "$M"/clusters/*/status "$M"/lists/*.json >"$tmp/shown"
	in_trouble
	no_trace "$profile" "$daemon"
	clean "$profile: nothing in the log" "$log"
	check "$profile: which has something to say" grep -q debug "$log"
	unmount_fs
done

sim=client
mount_fs debug -d -c "$tmp/config" -o "$now"
sim=$upstream
in_trouble
clean "-d: nothing in the log" "$log" "$tmp/shown"
clean "-d: nothing in .runaifs" "$M"/.runaifs/*
unmount_fs

M=$tmp/background
mkdir "$M"
check "in the background, by environment" env "RUNAI_BASE_URL=$sim" \
	RUNAI_CLIENT_ID=runaifs "RUNAI_CLIENT_SECRET=$canary-secret" \
	"RUNAI_TOKEN=$canary-token" "$RUNAIFS" -o "$now" "$M"
in_trouble
no_trace "background" "$(daemon_of "$M")"
check "-u" "$RUNAIFS" -u "$M"
printf '%s' "$canary-wrong" >"$tmp/wrong"
chmod 600 "$tmp/wrong"
"$RUNAIFS" -o "auth=realm,client_id=runaifs,client_secret_file=$tmp/wrong" "$sim" "$M" 2>"$tmp/shown" && fail "it mounted"
clean "a login that is refused repeats no secret" "$tmp/shown"
check "but says why" grep -q . "$tmp/shown"

# ---- to no other origin ----

start_sim --client-secret "$canary-secret" --bearer "$canary-token" --workloads 20
other=$sim
sim=$upstream
heard()
{
	(sim=$other && admin GET 'log?n=4096' | jq -c 'map({path, bearer, secret})')
}
login=(-o "client_id=runaifs,client_secret_file=$secret")
mount_fs redirect -o "$now"
fault "path=/api/v1/workloads&kind=redirect&value=$other/api/v1/workloads"
fails_with EBADMSG "a redirect elsewhere" ls "$M/clusters/prod-east/projects/vision/workloads"
same "is not followed, so nothing is told" "$(heard)" '[]'
faults_end
admin POST revoke >/dev/null
fault "path=*token*&kind=redirect&value=$other/api/v1/token"
sleep 0.3
refuted "nor is one of a login" cat "$M/lists/users.json"
same "so nothing is told" "$(heard)" '[]'
faults_end
check "and all is well again" eventually 20 cat "$M/lists/users.json"
fault "path=/api/v1/users&kind=redirect&value=/api/v1/clusters&count=1"
sleep 0.3
cat "$M/lists/users.json" >/dev/null 2>&1 || true
same "one inside the origin is" \
	"$(admin GET 'log?n=1' | jq -r '.[0].path')" /api/v1/clusters
faults_end
unmount_fs

# ---- in files ----

id=$(admin GET 'item?kind=workloads&index=0' | jq -r .id)
admin POST "set?kind=workloads&id=$id&field=environmentVariables.WANDB_API_KEY&value=$canary-env" >/dev/null
admin POST "set?kind=workloads&id=$id&field=urls&raw=1" -G \
	--data-urlencode "value=[\"https://x.example/?token=$canary-url&a=1\"]" >/dev/null
admin POST "set?kind=workloads&id=$id&field=externalConnections&raw=1" -G \
	--data-urlencode "value=[{\"name\":\"n\",\"url\":\"https://y.example/?token=$canary-connection\"}]" >/dev/null
mount_fs files
check "the values of environment variables and tokens in URLs are in no file" \
	bash -c "! grep -raF $canary '$M'"
check "not in lists, in no form" bash -c "! cat '$M'/lists/{workloads,projects,clusters}.{json,ndjson,tsv,csv,txt} | grep -F $canary"
check "not behind more" bash -c "! grep -raF $canary '$M/.more/workloads/$id/'"
check "their names are" grep -q '"WANDB_API_KEY": "(redacted)"' "$M/lists/workloads.json"
unmount_fs
mount_fs revealed -o reveal_secrets
same "with reveal_secrets they are there" \
	"$(grep -c "$canary" "$M/lists/workloads.json")" 3
unmount_fs

# Whatever the simulator has that is secret begins with "canary-": nowhere in
# the tree, in no form, behind no link. Through raw/: sweep.sh.
start_sim --client-secret "$canary-secret" --clusters 1 --departments 1 \
	--workloads 12 --projects 3 --nodes 1 --users 2
n=0
for type in PyTorchJob NIMService DistributedInference; do
	id=$(items workloads | jq -rs "map(select(.type == \"Training\" or .type == \"Workspace\"))[$n].id")
	api=WorkloadsV2
	[ "$type" != DistributedInference ] || api=
	admin POST "set?kind=workloads&id=$id&field=sourceApi&value=$api" >/dev/null
	admin POST "set?kind=workloads&id=$id&field=type&value=$type" >/dev/null
	[ "$type" = PyTorchJob ] || n=$((n + 1))
done

# everything : the bytes of all files, each once, by many processes, since one
# may not have hundreds fetched.
everything()
{
	cd "$M"
	{
		find . -type f
		find . -name more -type l -print0 | xargs -0 realpath --relative-to . |
			sort -u | xargs -d '\n' -I DIR find DIR -type f
		find .more/policies .more/cli .more/audit .more/telemetry -type f
		for f in .more/lists/*.json; do
			for form in json tsv ndjson csv txt; do
				[ ! -e "${f%.json}.$form" ] || echo "${f%.json}.$form"
			done
		done
		for f in installfile.yaml installfile.json gke.yaml 2.20.json; do
			echo "clusters/prod-east/more/install/$f"
		done
	} | sort -u >"$tmp/all-files"
	xargs -d '\n' -n 100 cat <"$tmp/all-files" 2>"$tmp/said" || true
	grep -v 'report.csv: No data available' "$tmp/said" >"$tmp/err" || true
	cd "$tmp"
}
fresh=ttl=900,ttl_org=900,ttl_static=900,ttl_more=900,rate=2000,burst=2000
mount_fs all-hidden -o "$fresh"
everything >"$tmp/bytes"
holds "there are many files" "$(wc -l <"$tmp/all-files") > 1000"
same "nothing secret is in any" "$(grep -aoE 'canary-[A-Za-z-]*' "$tmp/bytes" | sort -u)" ''
same "only what is all secret is refused" "$(sed 's/^cat: //' "$tmp/err" | sort)" \
	"$(printf 'clusters/prod-east/more/install/%s: Permission denied\n' \
		2.20.json gke.yaml installfile.json installfile.yaml)"
unmount_fs
mount_fs all-shown -o "$fresh,reveal_secrets"
everything >"$tmp/bytes"
same "with reveal_secrets no file is refused" "$(cat "$tmp/err")" ''
grep -aoE 'canary-[A-Za-z]+-[A-Za-z_]+' "$tmp/bytes" | sort -u >"$tmp/got"
same "with reveal_secrets they all are there" "$(sed 's/^canary-//' "$tmp/got" | tr '\n' ' ')" \
	"accessKey-secretAccessKey channel-apiToken channel-password \
dockerRegistry-password environment-env genericSecret-value idp-clientSecret \
install-clientSecret manifest-env ngcApiKey-ngc_api_key password-password \
policy-environment registry-password revision-environment spec-environment \
template-env workload-NCCL_DEBUG workload-RUN_NAME workload-WANDB_API_KEY \
workload-connection workload-url "
unmount_fs
finish
