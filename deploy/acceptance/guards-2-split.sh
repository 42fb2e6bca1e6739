#!/usr/bin/env bash
# Issue 3, item 2: the ring in the other shape, each device's message server a process of its own (split = on). The hostile
# coordinator and the kill -9 cases are those of ring-4 and ring-5, which show the first shape; the server is killed as well.
# FULL=1 runs all cases.
. "$(dirname "$0")/lib.sh"

cases=2
[ "${FULL:-}" = 1 ] && cases=all
ring_java -Dcountersign.split=on io.countersign.deploy.crash.CrashRing "$work/crash" "$seed" "$cases" ||
  fail "kill -9 in the split shape"
ring_java -Dcountersign.split=on io.countersign.deploy.crash.HostileRing "$work/hostile" || fail "hostile coordinator"
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"

# By the doors that people use: what listens where, a server that is killed, the two logs.
expect 0 "$countersign" up --split on --bits 2048 --threshold 3 --devices 3
node_pid() { pgrep -f -- "$nodes/$1/node.conf" | head -n 1; }
# The ports at which a process listens, from /proc: sockets that it holds, in state LISTEN.
listening() {
  local inodes
  inodes=$(find "/proc/$1/fd" -lname 'socket:*' -printf '%l\n' 2>/dev/null | tr -dc '0-9\n' | tr '\n' ' ')
  awk -v own=" $inodes" '$4 == "0A" && index(own, " " $10 " ") { n = split($2, at, ":"); print at[n] }' \
    /proc/net/tcp /proc/net/tcp6
}
config_port() { address "$1" | cut -d' ' -f2; }
for device in amber basalt cobalt; do
  ports=$(listening "$(node_pid $device)")
  [ "$ports" = "$(printf '%04X' "$(config_port $device)")" ] || fail "$device listens at '$ports'"
done
say "each device listens at one port, that of its link"

# Another node's certificate, listed in the record, gets no further than the handshake.
openssl pkcs12 -in "$nodes/coordinator/keys/tls.p12" -passin "file:$nodes/coordinator/keys/tls.passphrase" -nodes \
  -out "$work/coordinator.pem" 2>/dev/null
sleep 1 | openssl s_client -connect "127.0.0.1:$(config_port amber)" -tls1_3 -cert "$work/coordinator.pem" \
  -key "$work/coordinator.pem" >"$work/s_client" 2>&1 || true
grep -q 'alert' "$work/s_client" || fail "the coordinator's certificate was not refused: $(tail -3 "$work/s_client")"
until_true 10 more amber 'is not the message server of amber' 0
say "the coordinator's own certificate is refused at the device"

head -c 3000 /dev/urandom >"$work/file"
"$countersign" key public main >"$work/main.pem"
for mode in parallel serial; do
  expect 0 "$countersign" sign "$work/file" --mode $mode --force
  openssl dgst -sha256 -verify "$work/main.pem" -signature "$work/file.sig" "$work/file" >/dev/null || fail "$mode"
done
expect 0 "$countersign" node kill basalt-server
printf x >>"$work/file"
expect 5 "$countersign" sign "$work/file" --force --wait 8 2>/dev/null
expect 0 "$countersign" node start basalt-server
expect 0 "$countersign" sign "$work/file" --force --wait 120
openssl dgst -sha256 -verify "$work/main.pem" -signature "$work/file.sig" "$work/file" >/dev/null || fail "after the server's return"
say "without the server of one of three devices, all of them needed, nothing is signed; with it back it is"
for node in basalt-server basalt; do
  "$countersign" audit verify "$nodes/$node" | sed 's/^/   | /'
done
request=$(grep -o '"request":"[0-9a-f]*"' "$nodes/basalt/log/"*.jsonl | tail -n 1 | grep -o '[0-9a-f]\{64\}')
for kind in passed-in passed-out; do
  grep -h "\"kind\":\"$kind\"" "$nodes/basalt-server/log/"*.jsonl | grep -q "$request" || fail "no $kind of $request"
done
say "what went in and out for request $(printf %.12s "$request") is in the server's log"
expect 0 "$countersign" down
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
