#!/usr/bin/env bash
# Issue 3, item 1: throw-away devices lose their beats, in real processes; how long it takes until they are disarmed and erased, with SIGSTOP, SIGKILL
# and clock jumps of hours; whether 30 % packet loss disarms a device with the default settings; and what guarding costs.
# 48 trials and 8 minutes of devices; FULL=1 makes 1,000 trials and an hour. SEED repeats a run.
. "$(dirname "$0")/lib.sh"
trials=48
minutes=8
[ "${FULL:-}" = 1 ] && trials=1000 && minutes=60
got=0
"$countersign" drill heartbeat --trials "$trials" --loss-minutes "$minutes" --seed "$seed" --require-faketime --format json >"$work/drill.json" || got=$?
cat "$work/drill.json"
[ "$got" -eq 0 ] || fail "exit $got (SEED=$seed)"
grep -Eq '"failures" : \[ ?\]' "$work/drill.json" || fail "exit 0 with failures"
for kind in silence stop restart clock clocks all; do grep -q "\"kind\" : \"$kind\"" "$work/drill.json" || fail "no trials of kind $kind"; done
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
[ -z "$(ls -A "$COUNTERSIGN_HOME")" ] || fail "folders are left: $(ls "$COUNTERSIGN_HOME")"
say "all as promised, seed $seed; no process and no folder is left"
