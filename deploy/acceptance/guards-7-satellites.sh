#!/usr/bin/env bash
# Issue 3, M28: satellites as processes; one that fails changes nothing, two that were switched off under a card stop a device and only that one.
. "$(dirname "$0")/lib.sh"
card() { printf -- '--card\n%s\n--pin-file\n%s\n' "$nodes/agents-$1/keys/$2.p12" "$nodes/agents-$1/keys/$2.pin"; }
mapfile -t ada < <(card amber ada)
mapfile -t alan < <(card amber alan)
logged() { cat "$nodes/$1"/log/*.jsonl; }

expect 0 "$countersign" up --devices 3 --threshold 2 --bits 2048 --heartbeat-sources 3 --satellites 3 --disarm-after 6000 --erase-after 3600000 >/dev/null
printf 'one' >"$work/one"
expect 0 "$countersign" sign "$work/one" 2>/dev/null
say "three devices ask three satellites and sign"

expect 0 "$countersign" node kill sat-3 >/dev/null
until_true 20 grep -q 'sat-3=silent' "$nodes/amber/run/node.log"
printf 'two' >"$work/two"
expect 0 "$countersign" sign "$work/two" 2>/dev/null
[ "$(count amber 'is disarmed')" -eq 0 ] || fail "one failed satellite disarmed a device"
say "one satellite is dead: they sign as before"
expect 2 "$countersign" satellite list --satellite sat-3 >"$work/out" 2>&1
grep -q 'sat-3: no answer' "$work/out" || fail "$(cat "$work/out")"
expect 0 "$countersign" node start sat-3 >/dev/null
until_true 30 "$countersign" satellite list --satellite sat-3

expect 3 "$countersign" satellite off amber "${alan[@]}" >"$work/out" 2>&1
grep -q 'order:operator' "$work/out" || fail "$(cat "$work/out")"
say "an agent who is no operator is refused: exit 3"

expect 0 "$countersign" satellite off amber --satellite sat-1 "${ada[@]}" >/dev/null
printf 'three' >"$work/three"
expect 0 "$countersign" sign "$work/three" 2>/dev/null
[ "$(count amber 'is disarmed')" -eq 0 ] || fail "one of three satellites disarmed a device"
expect 0 "$countersign" satellite off amber --satellite sat-2 "${ada[@]}" >"$work/out"
say "off at two of three: $(cat "$work/out")"
until_true 20 more amber 'is disarmed.*guard:satellites' 0
"$countersign" status --format json >"$work/status"
grep -q '"main/' "$work/status" || fail "no device says that it could use a share"
until_true 20 grep -q '"kind":"node-guard-disarmed".*"sat-1=off","sat-2=off"' "$nodes/amber/log/"*.jsonl
printf 'four' >"$work/four"
expect 0 "$countersign" sign "$work/four" --wait 30 2>/dev/null
[ "$(count basalt 'is disarmed')" -eq 0 ] && [ "$(count cobalt 'is disarmed')" -eq 0 ] || fail "another device was disarmed"
say "amber is disarmed (guard:satellites), basalt and cobalt sign"

# With one more device gone, too few can sign, and amber says why it does not.
expect 0 "$countersign" node kill cobalt >/dev/null
printf 'five' >"$work/five"
expect 5 "$countersign" sign "$work/five" --wait 3 >"$work/out" 2>&1
[ ! -e "$work/five.sig" ] || fail "signed with a device that is switched off"
expect 0 "$countersign" node start cobalt >/dev/null

# A satellite that was killed remembers.
expect 0 "$countersign" node kill sat-1 >/dev/null
expect 0 "$countersign" node start sat-1 >/dev/null
until_true 30 "$countersign" satellite list --satellite sat-1
"$countersign" satellite list --satellite sat-1 | grep -q 'amber is off' || fail "sat-1 forgot what it was told"
say "a satellite that was killed says off as before"
expect 0 "$countersign" audit verify "$nodes/sat-1" >/dev/null

# What was recorded once, brought again after it was overruled; and the same text with another wish.
order() { logged "$1" | grep '"kind":"satellite-switched"' | tail -1 | sed 's/.*"order":"\([^"]*\)".*/\1/'; }
bring() {
  read -r host port < <(address "$1")
  exec 9<>"/dev/udp/$host/$port"
  printf '%-1232s' "$2" >&9
  timeout 2 head -c 200 <&9 || true
  exec 9>&-
}
old=$(order sat-1)
[ ${#old} -gt 300 ] || fail "no order is recorded"
for sat in sat-1 sat-2; do
  expect 0 "$countersign" satellite on amber --satellite "$sat" "${ada[@]}" >/dev/null
done
until_true 30 more amber 'is armed with' 1
printf 'six' >"$work/six"
expect 0 "$countersign" sign "$work/six" 2>/dev/null
say "on again: amber arms by itself and signs"

before=$(logged sat-1 | grep -c satellite-switched)
[ -n "$(bring sat-1 "$old")" ] || fail "a replayed order of an operator gets its refusal"
payload=$(printf '%s' "$old" | cut -d. -f2)
forged=$(printf '%s' "$payload" | tr '_-' '/+' | base64 -d 2>/dev/null | sed 's/"number":[0-9]*/"number":9999999999999/' | base64 -w0 | tr '/+' '_-' | tr -d '=')
[ -z "$(bring sat-1 "$(printf '%s' "$old" | cut -d. -f1).$forged.$(printf '%s' "$old" | cut -d. -f3)")" ] || fail "a forged order was answered"
[ -z "$(bring sat-2 "$old")" ] || fail "an order for another satellite was answered"
[ -z "$(bring sat-1 'no order at all')" ] || fail "rubbish was answered"
expect 0 "$countersign" satellite list >"$work/out"
! grep -q 'is off' "$work/out" || fail "an old or forged order was obeyed: $(cat "$work/out")"
[ "$(logged sat-1 | grep -c satellite-switched)" -eq "$before" ] || fail "an old or forged order was recorded as a switch"
say "a replayed, a forged and a misdirected order change nothing"
expect 0 "$countersign" down >/dev/null
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
