#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The command line: what is wrong is said in one line that names the cause and
# the cure, with its exit code; where settings come from; refresh, stat, -u.
# shellcheck disable=SC2317 # functions that `eventually` calls
set -euo pipefail
# shellcheck source=tests/mount/lib.sh
. "$(dirname "$0")/lib.sh"

start_sim
main=$sim
M=$tmp/m
log=$tmp/none.log
mkdir "$M"

# refuses CODE PART COMMAND... : ends with CODE and one line that has PART
refuses()
{
	local code=$1 part=$2 status=0 shown before=false
	shift 2
	! mounted "$M" || before=true
	within 60 "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
	shown="${*#"$RUNAIFS"}"
	shown=${shown//$tmp/TMP}
	if ! "$before" && mounted "$M"; then
		fail "runaifs$shown" "it mounted"
		"$RUNAIFS" -u "$M"
	elif [ "$status" != "$code" ]; then
		fail "runaifs$shown" "ended with $status, not $code: $(cat "$tmp/err")"
	elif [ "$(wc -l <"$tmp/err")" != 1 ] || [ -s "$tmp/out" ]; then
		fail "runaifs$shown" "not one line: $(cat "$tmp/err" "$tmp/out")"
	elif ! grep -q '^runaifs: ' "$tmp/err"; then
		fail "runaifs$shown" "no prefix: $(cat "$tmp/err")"
	else
		contains "$code for$shown" "$(cat "$tmp/err")" "$part"
	fi
}

# works WHAT COMMAND... : it mounts $M, in the background
works()
{
	local what=$1
	shift
	check "$what" within 60 "$@"
	check "$what: it is there" cat "$M"/clusters/prod-east/info.json
	unmount_background
}

unmount_background()
{
	local pid
	mounted "$M" || return 0
	pid=$(daemon_of "$M")
	check "runaifs -u" "$RUNAIFS" -u "$M"
	refuted "it is gone" mounted "$M"
	gone()
	{
		! alive "$pid"
	}
	eventually 10 gone || held_elsewhere "$M" || fail "its daemon lives on"
	! alive "$pid" || kill "$pid"
}

# ---- usage ----

refuses 1 usage "$RUNAIFS"
refuses 1 "--version" "$RUNAIFS" --verison
refuses 1 "see --help" "$RUNAIFS" -Z "$M"
refuses 1 "client_id" "$RUNAIFS" -o client_di=x "$main" "$M"
refuses 1 "ttl" "$RUNAIFS" "${login[@]}" -o ttl=soon "$main" "$M"
refuses 1 "auth" "$RUNAIFS" "${login[@]}" -o auth=magic "$main" "$M"
refuses 1 "mount point" "$RUNAIFS" "$M" "$main"
refuses 1 "refresh" "$RUNAIFS" refrsh "$M" x
refuses 1 "url" "$RUNAIFS" "${login[@]}" "$M"
check "--help" "$RUNAIFS" --help
contains "--version" "$("$RUNAIFS" --version)" "runaifs "

# ---- credentials ----

refuses 4 RUNAI_CLIENT_ID "$RUNAIFS" "$main" "$M"
printf wrong >"$tmp/wrong"
chmod 600 "$tmp/wrong"
refuses 4 "client secret" "$RUNAIFS" -o "client_id=runaifs,client_secret_file=$tmp/wrong" "$main" "$M"
refuses 4 "client secret" "$RUNAIFS" -o "auth=realm,client_id=nobody,client_secret_file=$secret" "$main" "$M"
refuses 4 "$tmp/none" "$RUNAIFS" -o "client_id=runaifs,client_secret_file=$tmp/none" "$main" "$M"
printf sim-secret >"$tmp/open"
chmod 644 "$tmp/open"
refuses 4 "chmod 600" "$RUNAIFS" -o "client_id=runaifs,client_secret_file=$tmp/open" "$main" "$M"
refuses 4 "not a regular file" "$RUNAIFS" -o "client_id=runaifs,client_secret_file=$tmp" "$main" "$M"
refuses 1 "client_secret_file" "$RUNAIFS" -o client_id=runaifs,client_secret=sim-canary "$main" "$M"
lacks "and does not repeat it" "$(cat "$tmp/err")" sim-canary
refuses 1 "token_file" "$RUNAIFS" -o token=sim-canary "$main" "$M"
lacks "nor that" "$(cat "$tmp/err")" sim-canary
fault 'path=/api/v1/clusters&kind=status&value=403'
refuses 5 "access rule" "$RUNAIFS" "${login[@]}" "$main" "$M"
faults_end
fault 'path=/api/v1/clusters&kind=status&value=500'
refuses 3 "the control plane failed" "$RUNAIFS" "${login[@]}" -o retries=0 "$main" "$M"
faults_end
fault 'path=*&kind=hang'
refuses 3 "timeout" "$RUNAIFS" "${login[@]}" -o op_timeout=1,request_timeout=1,retries=0 "$main" "$M"
faults_end

# ---- where it leads ----

stop_process "$sim_pid"
refuses 3 "nothing listens" "$RUNAIFS" "${login[@]}" -o retries=0 "$main" "$M"
start_sim
main=$sim
admin DELETE counts >/dev/null
refuses 1 "https" "$RUNAIFS" "${login[@]}" -o "proxy=$main" http://runai.example "$M"
refuses 1 "https" "$RUNAIFS" "${login[@]}" -o "proxy=$main,token_url=http://login.example/t" https://runai.example "$M"
same "before any request" "$(counted .requests)" 0
mkdir "$tmp/site"
echo '<html>welcome</html>' >"$tmp/site/index.html"
"$python" -u -m http.server -b 127.0.0.1 -d "$tmp/site" 0 >"$tmp/site.log" 2>&1 &
children+=("$!")
eventually 20 grep -q 'port' "$tmp/site.log"
site=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\).*/\1/p' "$tmp/site.log" | head -n 1)
refuses 6 "Run:ai" "$RUNAIFS" "${login[@]}" "$site" "$M"
printf some-token >"$tmp/token"
chmod 600 "$tmp/token"
refuses 6 "Run:ai" "$RUNAIFS" -o "token_file=$tmp/token" "$site" "$M"
fault 'path=*&kind=html'
refuses 6 "Run:ai" "$RUNAIFS" "${login[@]}" "$main" "$M"
faults_end
fault 'path=*&kind=redirect&value=http://127.0.0.1:9/'
refuses 6 "Run:ai" "$RUNAIFS" "${login[@]}" "$main" "$M"
faults_end

# ---- TLS ----

# tls DIR OPTION... : a simulator with a certificate
tls()
{
	local dir=$tmp/$1
	shift
	mkdir "$dir"
	start_sim --tls-dir "$dir" "$@"
}
tls good
refuses 3 "ca_file" "$RUNAIFS" "${login[@]}" "$sim" "$M"
works "with ca_file" "$RUNAIFS" "${login[@]}" -o "ca_file=$tmp/good/ca.pem" "$sim" "$M"
works "with insecure_tls" "$RUNAIFS" "${login[@]}" -o insecure_tls "$sim" "$M"
refuses 3 "ca_file cannot be read" "$RUNAIFS" "${login[@]}" -o "ca_file=$tmp/none.pem" "$sim" "$M"
refuses 3 "no TLS" "$RUNAIFS" "${login[@]}" "https${main#http}" "$M"
tls other --tls-host other.example
refuses 3 "another host" "$RUNAIFS" "${login[@]}" -o "ca_file=$tmp/other/ca.pem" "$sim" "$M"
tls expired --tls-from -7200 --tls-until -3600
refuses 3 "expired" "$RUNAIFS" "${login[@]}" -o "ca_file=$tmp/expired/ca.pem" "$sim" "$M"
sim=$main

# ---- where to mount ----

refuses 2 "no such directory" "$RUNAIFS" "${login[@]}" "$sim" "$tmp/missing"
refuses 2 "$(meaning ENOTDIR)" "$RUNAIFS" "${login[@]}" "$sim" "$secret"
check "mounts" "$RUNAIFS" "${login[@]}" "$sim" "$M"
refuses 2 "mounted here already" "$RUNAIFS" "${login[@]}" "$sim" "$M"
check "which does no harm" cat "$M/README.txt"
unmount_background
refuses 2 "no runaifs" "$RUNAIFS" -u "$M"
refuses 2 "no runaifs" "$RUNAIFS" -u "$tmp/missing"

# ---- settings from everywhere ----

works "the command line" "$RUNAIFS" "${login[@]}" -o "url=$sim" "$M"
works "the environment" env "RUNAI_BASE_URL=$sim" RUNAI_CLIENT_ID=runaifs \
	RUNAI_CLIENT_SECRET=sim-secret "$RUNAIFS" "$M"
works "a secret file in it" env "RUNAI_CTRL_PLANE=$sim" RUNAI_CLIENT_ID=runaifs \
	"RUNAI_CLIENT_SECRET_FILE=$secret" "$RUNAIFS" "$M"
# base64url TEXT
base64url()
{
	printf '%s' "$1" | base64 -w 0 | tr '/+' '_-' | tr -d =
}
token=$(base64url '{"alg":"none"}').$(base64url '{"sub":"me","exp":4102444800}').c2ln
admin POST "auth?bearer=$token" >/dev/null
printf '%s' "$token" >"$tmp/token"
works "RUNAI_TOKEN" env "RUNAI_TOKEN=$token" "$RUNAIFS" "$sim" "$M"
works "RUNAI_TOKEN_FILE" env "RUNAI_TOKEN_FILE=$tmp/token" "$RUNAIFS" "$sim" "$M"
works "token_file" "$RUNAIFS" -o "token_file=$tmp/token" "$sim" "$M"
works "token_command" "$RUNAIFS" -o "token_command=/bin/echo '$token'" "$sim" "$M"
mkdir "$tmp/credentials"
(umask 077 && cd "$tmp/credentials" && printf runaifs >client-id && printf sim-secret >client-secret)
works "CREDENTIALS_DIRECTORY" env "CREDENTIALS_DIRECTORY=$tmp/credentials" "$RUNAIFS" "$sim" "$M"
mkdir "$HOME/.runai"
jq -n --arg url "$sim" '{control_plane: {url: $url}}' >"$HOME/.runai/config.json"
(umask 077 && jq -n --arg t "$(base64url "$token")" '{accessToken: $t}' >"$HOME/.runai/authentication.json")
works "the login of the CLI" "$RUNAIFS" "$M"
rm -r "$HOME/.runai"
works "no HOME at all" env -u HOME -u XDG_CONFIG_HOME "$RUNAIFS" "${login[@]}" "$sim" "$M"

config=$XDG_CONFIG_HOME/runaifs/config
mkdir -p "$(dirname "$config")"
cat >"$config" <<-END
	ttl = 7
	[prod]
	url = https://127.0.0.1:1
	client_id = runaifs
	[lab]
	url = $sim
	client_id = runaifs
	client_secret_file = $secret
END
works "a profile" "$RUNAIFS" lab "$M"
works "a profile of the environment" env RUNAIFS_PROFILE=lab "$RUNAIFS" "$M"
works "a profile by option" "$RUNAIFS" -o profile=lab "$M"
refuses 1 "did you mean \`lab\`" "$RUNAIFS" lap "$M"
cp "$config" "$tmp/other.conf"
rm "$config"
works "-c" "$RUNAIFS" -c "$tmp/other.conf" lab "$M"
works "RUNAIFS_CONFIG" env "RUNAIFS_CONFIG=$tmp/other.conf" "$RUNAIFS" lab "$M"
printf '[x]\nurl = %s\nclient_id = runaifs\nclient_secret = sim-secret\n' "$sim" >"$tmp/secret.conf"
chmod 644 "$tmp/secret.conf"
refuses 1 "chmod 600" "$RUNAIFS" -c "$tmp/secret.conf" x "$M"
chmod 600 "$tmp/secret.conf"
works "a secret in a file of one's own" "$RUNAIFS" -c "$tmp/secret.conf" x "$M"
printf '[x]\nurl = %s\ncleint_id = runaifs\n' "$sim" >"$tmp/typo.conf"
refuses 1 "client_id" "$RUNAIFS" -c "$tmp/typo.conf" x "$M"
refuses 1 "$tmp/none.conf" "$RUNAIFS" -c "$tmp/none.conf" x "$M"

# ---- --print-config ----

out=$(RUNAI_CLIENT_ID=someone RUNAI_CLIENT_SECRET=sim-canary \
	"$RUNAIFS" --print-config -c "$tmp/other.conf" -o "url=$sim,ttl_org=9")
contains "--print-config: the file" "$out" "ttl = 7"
contains "names it" "$(grep '^ttl =' <<<"$out")" "$tmp/other.conf"
contains "the command line" "$(grep '^ttl_org =' <<<"$out")" "command line"
contains "the environment" "$(grep '^client_secret =' <<<"$out")" RUNAI_CLIENT_SECRET
contains "redacted" "$(grep '^client_secret =' <<<"$out")" "(redacted)"
contains "defaults" "$(grep '^retries =' <<<"$out")" "retries = 3"
lacks "no secret" "$out" sim-canary
check "without any configuration" "$RUNAIFS" --print-config

# ---- refresh and stat ----

check "mounts" "$RUNAIFS" "${login[@]}" -o ttl=900,ttl_org=900 "$sim" "$M"
id=$(admin GET 'item?kind=workloads&index=0' | jq -r .id)
name=$(admin GET 'item?kind=workloads&index=0' | jq -r .name)
o=$M/$(cat "$M/.more/workloads/$id/object.path")
cat "$o/status" "$o/info.json" "$M/lists/workloads.tsv" >/dev/null
phase()
{
	admin POST "set?kind=workloads&id=$id&field=phase&value=$1" >/dev/null
}
phase Deleting
refuted "cached for long" grep -qx Deleting "$o/status"
check "refresh of a file" "$RUNAIFS" refresh "$o/status"
same "shows what is new" "$(cat "$o/status")" Deleting
phase Stopping
check "refresh of a directory" "$RUNAIFS" refresh "$M/clusters"
same "shows what is new" "$(cat "$o/status")" Stopping
phase Resuming
check "refresh of the mount, from inside" bash -c "cd '$M' && '$RUNAIFS' refresh ."
same "shows what is new" "$(cat "$o/status")" Resuming
new=$(admin GET 'item?kind=workloads&index=0' | jq -c '.id = "11111111-1111-4222-8333-444444444444" | .name = "brand-new"')
fails_with ENOENT "nothing of that name" cat "$(dirname "$o")/brand-new/status"
admin POST 'add?kind=workloads' --data-binary "$new" >/dev/null
check "refresh of a collection" "$RUNAIFS" refresh "$(dirname "$o")"
check "shows the new name" eventually 10 cat "$(dirname "$o")/brand-new/status"
contains "in listings" " $(names "$(dirname "$o")" | tr '\n' ' ')" " brand-new "
phase Running
kill -HUP "$(daemon_of "$M")"
check "SIGHUP refreshes all" eventually 10 grep -qx Running "$o/status"
zero_counts
out=$("$RUNAIFS" stat "$o")
same "stat asks the API nothing" "$(counted .requests)" 0
for want in "kind: workloads" "id: $id" "name: $name" "endpoint: " "fetched: " \
	"age: " "ttl: 900 s" "state: fresh"; do
	contains "stat: $want" "$out" "$want"
done
contains "stat of a file" "$("$RUNAIFS" stat "$o/info.json")" "id: $id"
contains "stat of several" "$("$RUNAIFS" stat "$M/clusters" "$o" | grep -c endpoint)" 2
refuses 1 "no runaifs is mounted there" "$RUNAIFS" stat "$secret"
refuses 1 "no such path" "$RUNAIFS" stat "$M/none"
refuses 1 "no such path" "$RUNAIFS" refresh "$M/none"

# ---- unmounting ----

cd "$o"
check "-u of a mount in use" "$RUNAIFS" -u "$M"
refuted "it is gone from here" mounted "$M"
cd "$tmp"
check "mounts again" "$RUNAIFS" "${login[@]}" "$sim" "$M"
ln -s "$M" "$tmp/link"
check "-u through a link" "$RUNAIFS" -u "$tmp/link"
refuted "it is gone" mounted "$M"

not_mounted()
{
	! mounted "$M"
}
check "mounts again" "$RUNAIFS" "${login[@]}" "$sim" "$M"
kill -TERM "$(daemon_of "$M")"
check "SIGTERM unmounts" eventually 10 not_mounted
check "mounts again" "$RUNAIFS" "${login[@]}" "$sim" "$M"
kill -KILL "$(daemon_of "$M")"
check "after kill -9 of the daemon its helper unmounts" eventually 10 not_mounted
check "mounts again" "$RUNAIFS" "${login[@]}" "$sim" "$M"
pid=$(daemon_of "$M")
for p in /proc/[0-9]*; do
	[ "$(cat "$p/comm" 2>/dev/null)" = runaifs-helper ] || continue
	[ "$(sed 's/.*) //' "$p/stat" | cut -d ' ' -f 2)" = "$pid" ] || continue
	kill -KILL "${p#/proc/}"
done
kill -KILL "$pid"
dead()
{
	! stat "$M" >/dev/null 2>&1
}
check "without the helper the mount is dead" eventually 10 dead
fails_with ENOTCONN "that is what it says" ls "$M"
refuses 2 "runaifs -u" "$RUNAIFS" "${login[@]}" "$sim" "$M"
check "-u of a dead mount" "$RUNAIFS" -u "$M"
refuted "it is gone" mounted "$M"

# ---- mount(8) ----

if [ "$(id -u)" != 0 ]; then
	skip "mount -t fuse.runaifs: not root"
elif [ ! -x /sbin/mount.fuse ]; then
	skip "mount -t fuse.runaifs: no mount.fuse"
else
	# mount(8) has a PATH of its own, where what is tested is not: so with
	# the program's whole name, and then the helper as mount(8) calls it
	check "mount -t fuse" mount -t fuse "$RUNAIFS#$sim" "$M" \
		-o "${login[1]},noauto,_netdev,x-systemd.automount"
	check "it is there" cat "$M/clusters/prod-east/info.json"
	check "umount" umount "$M"
	refuted "it is gone" mounted "$M"
	mkdir "$tmp/bin"
	ln -s "$RUNAIFS" "$tmp/bin/runaifs"
	check "mount -t fuse.runaifs" env "PATH=$tmp/bin:$PATH" \
		/sbin/mount.fuse "$sim" "$M" -o "rw,${login[1]}" -t fuse.runaifs
	check "it is there" cat "$M/clusters/prod-east/info.json"
	check "umount" umount "$M"
	refuted "it is gone" mounted "$M"
fi
finish
