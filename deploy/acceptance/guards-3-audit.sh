#!/usr/bin/env bash
# Issue 3, item 3: an audit finds each of many random edits of a node's log, of six kinds (flip, delete, swap, truncate, roll back, fork), and
# the log itself it finds sound. 150 edits, FULL=1 makes 1,000. SEED repeats a run.
. "$(dirname "$0")/lib.sh"
edits=150
[ "${FULL:-}" = 1 ] && edits=1000
java -Xmx128m -XX:+UseSerialGC -cp "$(test_classpath)" io.countersign.deploy.guards.EditedLogs "$work" "$seed" "$edits"

# The command itself, on the sound log and on the last edit, a fork, which is sound by itself.
keys=(--record "$work/ring.jws" --pin "$(cat "$work/pin")")
others=(--witness "$work/witness-1" --witness "$work/witness-2")
expect 0 "$countersign" audit verify "$work/log" "${keys[@]}" "${others[@]}" >"$work/sound.txt"
grep -q '^the log of device-1 .*: sound$' "$work/sound.txt" || fail "$(cat "$work/sound.txt")"
expect 0 "$countersign" audit verify "$work/edited" "${keys[@]}" >"$work/alone.txt"
grep -q 'witness   none asked' "$work/alone.txt" || fail "$(cat "$work/alone.txt")"
expect 6 "$countersign" audit verify "$work/edited" --format json "${keys[@]}" "${others[@]}" >"$work/edited.json"
grep -Eq '"kind" : "(forked|truncated)"' "$work/edited.json" || fail "$(cat "$work/edited.json")"
say "the command: exit 0 for the log, 6 for the fork with its witnesses, 0 for the fork alone"
