#!/usr/bin/env bash
# Issue 3, item 1 in short: heartbeat sources as processes; without them devices disarm, recover when they return, then one is erased and stays dead.
. "$(dirname "$0")/lib.sh"

now() { date +%s%N; }
disarmed() { grep -q 'is disarmed' "$nodes/$1/run/node.log"; }

expect 0 "$countersign" up --devices 3 --threshold 2 --bits 2048 --heartbeat-sources 3 --disarm-after 4000 --erase-after 3600000 >/dev/null
printf 'one' >"$work/one"
expect 0 "$countersign" sign "$work/one" 2>/dev/null
say "three devices hear three sources and sign"

expect 0 "$countersign" node kill pulse-1 >/dev/null
printf 'two' >"$work/two"
expect 0 "$countersign" sign "$work/two" 2>/dev/null
[ "$(count amber 'is disarmed')" -eq 0 ] || fail "one failed source disarmed a device"
say "with two of three sources they sign as before"

start=$(now)
expect 0 "$countersign" node kill pulse-2 >/dev/null
for device in amber basalt cobalt; do until_true 20 disarmed "$device"; done
say "all disarmed $((($(now) - start) / 1000000)) ms after the kill was asked for (limit 4000)"
printf 'three' >"$work/three"
expect 5 "$countersign" sign "$work/three" --wait 3 2>/dev/null
[ ! -e "$work/three.sig" ] || fail "signed without a heartbeat"
for device in amber basalt cobalt; do
  "$countersign" status --format json | grep -q '"main/' && fail "a disarmed device says that it could use a share"
done
say "disarmed devices sign nothing: exit 5"

before=$(count amber 'is armed with')
expect 0 "$countersign" node start pulse-2 >/dev/null
until_true 60 more amber 'is armed with' "$before"
expect 0 "$countersign" sign "$work/three" 2>/dev/null
say "the source is back: they arm by themselves and the request that waited is signed"

# A device that was stopped past its limit finds its gate shut when it wakes, whatever waits in its sockets.
pid=$(pgrep -f "$nodes/amber/node.conf" | head -1)
times=$(count amber 'is disarmed')
kill -STOP "$pid"
sleep 6
kill -CONT "$pid"
until_true 30 more amber 'is disarmed' "$times"
say "amber was stopped for 6 s and disarmed when it woke"

# Erasing: amber alone gets a short second limit.
expect 0 "$countersign" node kill amber >/dev/null
cp -a "$nodes/amber" "$work/old-copy"
sed -i 's/erase-after = [0-9]* ms/erase-after = 20000 ms/' "$nodes/amber/node.conf" "$work/old-copy/node.conf"
java -Xmx64m -cp "$(test_classpath)" io.countersign.deploy.guards.HookListener "$work/posted" "$work/port" &
hook=$!
until_true 20 test -s "$work/port"
sed -i "s#^\( *\)erase-after = 20000 ms#&\n\1alarms { webhook = \"http://127.0.0.1:$(cat "$work/port")/alarms\" }#" "$nodes/amber/node.conf"
before=$(count amber 'is armed with')
expect 0 "$countersign" node start amber >/dev/null
until_true 60 more amber 'is armed with' "$before"
expect 0 "$countersign" node kill pulse-2 >/dev/null
start=$(now)
until_true 60 test -e "$nodes/amber/guard/ERASED"
took=$((($(now) - start) / 1000000))
gone() { ! pgrep -f "$nodes/amber/node.conf" >/dev/null; }
until_true 20 gone
say "amber erased itself $took ms after its sources fell silent (limit 20000)"
[ "$took" -le 23000 ] || fail "erased too late"
posted() { grep '"device":"amber","event":"missing-beats","severity":"critical"' "$work/posted" | grep -q "\"action\":\"$1\""; }
posted alarm && posted erase || fail "the web hook heard: $(cat "$work/posted")"
kill "$hook"
"$countersign" status --format json | tr -d ' \n' | grep -q '"alarms":\[{"event":"missing-beats","severity":"critical"' || fail "status shows no alarm"
say "its web hook heard that it was disarmed and that it was erased; status shows the others' alarms"
[ -z "$(ls "$nodes/amber/shares")" ] || fail "shares are left: $(ls "$nodes/amber/shares")"
[ ! -e "$nodes/amber/keys/shares.passphrase" ] && [ ! -e "$nodes/amber/keys/agreement.pem" ] || fail "keys are left"
grep -q '"kind":"node-guard-erased"' "$nodes/amber/log/"*.jsonl || fail "no record of the erasing"
"$countersign" node run --conf "$nodes/amber/node.conf" >"$work/out" 2>&1 && fail "an erased device started"
grep -q 'is erased' "$work/out" "$nodes/amber/run/node.log" || fail "not said why: $(tail -3 "$work/out")"
say "a restart is refused: $(grep -h -o 'this device is erased[^;]*' "$work/out" "$nodes/amber/run/node.log" | tail -1)"

# An old copy of its folder is older than the second limit, so it erases itself before it can be armed.
sed -i "s#$nodes/amber#$work/old-copy#g" "$work/old-copy/node.conf"
expect 0 "$countersign" node start pulse-1 >/dev/null
expect 0 "$countersign" node start pulse-2 >/dev/null
expect 78 timeout 60 "$countersign" node run --conf "$work/old-copy/node.conf" >"$work/out" 2>&1
[ -z "$(ls "$work/old-copy/shares")" ] || fail "the old copy kept its shares"
say "an old copy of its folder is erased at its start, beats or not (exit 78)"

# A lost mark is no fresh one.
cp -a "$nodes/basalt" "$work/lost-mark"
rm "$work/lost-mark/guard/mark.jws"
expect 65 timeout 60 "$countersign" node run --conf "$work/lost-mark/node.conf" >"$work/out" 2>&1
say "a device without its mark does not start (exit 65)"

printf 'four' >"$work/four"
expect 0 "$countersign" sign "$work/four" --wait 60 2>/dev/null
say "the two others go on signing"
expect 0 "$countersign" down >/dev/null
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
