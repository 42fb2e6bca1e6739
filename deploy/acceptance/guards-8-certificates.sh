#!/usr/bin/env bash
# Issue 3, certificates: renewed and revoked while the ring signs; who is revoked is refused within a second by every node, over open
# connections and new ones, and after restarts; what the swa key did not sign, or what would end the ring, changes nothing.
. "$(dirname "$0")/lib.sh"

ring="$COUNTERSIGN_HOME/rings/local"
shown() { openssl s_client -connect "$(address "$1" | tr ' ' :)" -tls1_3 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256; }
# The key and certificate of a PKCS#12 file as PEM.
pem() { openssl pkcs12 -in "$1" -passin "file:$nodes/$2/keys/tls.passphrase" -nodes 2>/dev/null >"$3"; }
of_file() { openssl x509 -in "$1" -noout -fingerprint -sha256; }
# Whether the coordinator lets a caller with that key in: whoever is refused hears an alert, who is let in is waited for.
let_in() {
  timeout 5 openssl s_client -connect "$(address coordinator | tr ' ' :)" -tls1_3 -cert "$1" -key "$1" -quiet >"$work/said" 2>&1 < <(sleep 4) || true
  ! grep -qi 'alert' "$work/said"
}
state() { "$countersign" status --format json | sed -n "/\"name\" : \"$1\"/,/\"state\"/s/.*\"state\" : \"\([a-z-]*\)\".*/\1/p" | head -1; }
is() { [ "$(state "$1")" = "$2" ]; }
document() { head -c 600 /dev/urandom | base64 >"$work/$1"; }
signs() {
  document "$1"
  expect 0 "$countersign" sign "$work/$1" --wait 60 2>"$work/talk"
}
sign_many() {
  local i
  for i in $(seq 1 "$2"); do
    document "$1-$i"
    "$countersign" sign "$work/$1-$i" --wait 90 >/dev/null 2>"$work/$1-$i.talk" || { echo "$1-$i:" && tail -3 "$work/$1-$i.talk"; } >>"$work/unsigned"
  done
}

expect 0 "$countersign" up --devices 4 --threshold 2 --bits 2048 --heartbeat-sources 3 >/dev/null
signs before
pem "$nodes/amber/keys/tls.p12" amber "$work/old.pem"
[ "$(shown amber)" = "$(of_file "$work/old.pem")" ] || fail "amber shows another certificate than its file has"

: >"$work/unsigned"
sign_many renewing 4 &
signing=$!
for name in amber agents-basalt coordinator pulse-1; do
  expect 0 "$countersign" admin renew "$name" >/dev/null 2>"$work/talk"
done
wait "$signing"
[ ! -s "$work/unsigned" ] || fail "not signed while certificates were renewed: $(cat "$work/unsigned")"
say "renewed while 4 documents were signed, all signed: amber, agents-basalt, coordinator, pulse-1"
[ "$(shown amber)" != "$(of_file "$work/old.pem")" ] || fail "amber shows its former certificate"
let_in "$work/old.pem" || fail "the former certificate is believed until the next renewal, and was not: $(cat "$work/said")"
expect 0 "$countersign" admin renew amber --stolen >/dev/null 2>"$work/talk"
! let_in "$work/old.pem" || fail "the certificate before the one before is let in"
until_true 30 is amber up
signs stolen
say "renewed as stolen: the former certificates are refused at once, amber comes back by itself with the new one"

newest=$(find "$nodes/basalt/keys" -name 'tls*.p12' | head -1)
pem "$newest" basalt "$work/basalt.pem"
let_in "$work/basalt.pem" || fail "basalt is refused before it is revoked: $(cat "$work/said")"
sign_many revoking 4 &
signing=$!
expect 0 "$countersign" admin revoke basalt >/dev/null 2>"$work/talk"
! let_in "$work/basalt.pem" || fail "basalt is let in after it was revoked"
wait "$signing"
[ ! -s "$work/unsigned" ] || fail "not signed while basalt was revoked: $(cat "$work/unsigned")"
record=$("$countersign" admin record --format json | sed -n 's/.*"record" : \([0-9]*\).*/\1/p')
cat "$nodes"/*/log/*.jsonl | grep '"node-record-taken"' | grep "\"sequence\":$record}" | sed 's/.*"at":"\([^"]*\)".*/\1/' |
  while read -r at; do date -d "$at" +%s%3N; done | sort -n >"$work/times"
span=$(($(tail -1 "$work/times") - $(head -1 "$work/times")))
[ "$span" -le 1000 ] || fail "the nodes obeyed record $record $span ms apart"
[ "$(state basalt)" = revoked ] || fail "status does not say that basalt is revoked"
until_true 20 grep -q 'ended with exit code 79' "$ring/run/supervisor.log"
say "basalt is revoked while 4 documents were signed, all signed; $(wc -l <"$work/times") nodes obeyed within $span ms of each other; it ended itself (79)"

expect 0 "$countersign" admin revoke ada >/dev/null 2>"$work/talk"
signs without-ada
! grep -q 'ada approved' "$work/talk" || fail "a revoked agent was asked"
expect 0 "$countersign" admin revoke pulse-3 >/dev/null 2>"$work/talk"
until_true 20 grep -q 'pulse-3: ended with exit code 79' "$ring/run/supervisor.log"
say "an agent and a heartbeat source are revoked"

expect 3 "$countersign" admin revoke nobody 2>"$work/talk"
expect 0 "$countersign" admin revoke cobalt >/dev/null 2>"$work/talk"
expect 3 "$countersign" admin revoke dolomite 2>"$work/talk"
grep -q 'it leaves 1 devices' "$work/talk" || fail "$(cat "$work/talk")"
last=$(find "$ring/client/records" -name '*.jws' | sort | tail -1)
sed 's/......$/AAAAAA/' "$last" >"$work/forged"
expect 6 "$countersign" admin take "$work/forged" 2>"$work/talk"
expect 0 "$countersign" admin take "$last" >/dev/null
say "refused: an unknown name, one device too many ($(sed 's/countersign: //' "$work/talk" | cut -c1-60)...), a forged record"

expect 0 "$countersign" down >/dev/null 2>&1
mv "$nodes/amber/records" "$work/records"
code=0
timeout 60 "$countersign" node run --conf "$nodes/amber/node.conf" >"$work/out" 2>&1 || code=$?
[ "$code" -eq 64 ] || fail "amber started with its records rolled back: exit $code: $(tail -3 "$work/out")"
mv "$work/records" "$nodes/amber/records"
say "a device whose records were rolled back does not start: 64"
expect 0 "$countersign" up --heartbeat-sources 3 >/dev/null
signs after
! let_in "$work/basalt.pem" || fail "basalt is let in after a restart"
[ "$(state basalt)" = revoked ] || fail "a restart forgot that basalt is revoked"
say "after a restart of everything the record is in force and the ring signs"
