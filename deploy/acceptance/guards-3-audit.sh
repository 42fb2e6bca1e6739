#!/usr/bin/env bash
# Issue 3, item 3: an audit finds each of many random edits of a node's log and names the record; the log itself it finds sound.
# 150 edits, FULL=1 makes 1,000. SEED repeats a run.
. "$(dirname "$0")/lib.sh"
edits=150
[ "${FULL:-}" = 1 ] && edits=1000
java -Xmx128m -XX:+UseSerialGC -cp "$(test_classpath)" io.countersign.deploy.guards.EditedLogs "$work" "$seed" "$edits"

# The command itself, on the sound log and on the last edit.
keys=(--record "$work/ring.jws" --pin "$(cat "$work/pin")")
expect 0 "$countersign" audit verify "$work/log" "${keys[@]}" >"$work/sound.txt"
grep -q '^the log of device-1 .*: sound$' "$work/sound.txt" || fail "$(cat "$work/sound.txt")"
expect 6 "$countersign" audit verify "$work/edited" --node device-1 --format json "${keys[@]}" >"$work/edited.json"
grep -q '"firstBad"' "$work/edited.json" || fail "$(cat "$work/edited.json")"
say "the command: exit 0 and 6"
