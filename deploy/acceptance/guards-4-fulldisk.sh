#!/usr/bin/env bash
# Issue 3, item 4: a log on a full disk. A device alone in 200 tries (FULL=1: 1,000), then a ring of processes: no signature without its
# record, and it goes on by itself when space returns. Each disk is a small tmpfs in a mount namespace of this script's own.
if [ -z "${COUNTERSIGN_MOUNTS:-}" ]; then
  unshare -rm true 2>/dev/null || {
    echo "   FAILED: this machine gives no mount namespace (unshare -rm), so that no full disk can be made" >&2
    exit 1
  }
  exec unshare -rm env COUNTERSIGN_MOUNTS=1 bash "$0"
fi
. "$(dirname "$0")/lib.sh"
mounted=()
undo() {
  for m in "${mounted[@]}"; do umount -l "$m" || true; done
}
small_disk() {
  mount -t tmpfs -o size="$1",mode=700 none "$2"
  mounted+=("$2")
}
tries=200
[ "${FULL:-}" = 1 ] && tries=1000

say "seed $seed"
disk="$work/disk"
mkdir "$disk"
small_disk 4m "$disk"
java -Xmx256m -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener -cp "$(test_classpath)" io.countersign.device.FullDisk "$disk" "$tries" "$seed" >"$work/out" 2>&1 || {
  tail -30 "$work/out"
  fail "seed $seed, $tries tries"
}
say "$(tail -1 "$work/out")"

# Two devices, both needed: while the disk of one is full nothing can be signed.
log="$nodes/amber/log"
expect 0 "$countersign" ring create --devices 2 --threshold 2 --bits 2048 >/dev/null
cp -a "$log" "$work/log"
small_disk 1m "$log"
cp -a "$work/log/." "$log/"
expect 0 "$countersign" up >/dev/null
printf 'one' >"$work/one"
expect 0 "$countersign" sign "$work/one" >/dev/null 2>&1
for round in 1 2; do
  dd if=/dev/zero of="$log/filler" bs=4096 >/dev/null 2>&1 || true
  # The page that the log has begun may hold one record more.
  for n in 1 2 3 4; do
    printf 'round %s, %s' "$round" "$n" >"$work/full-$round-$n"
    got=0
    "$countersign" sign "$work/full-$round-$n" --wait 4 >/dev/null 2>&1 || got=$?
    [ "$got" -eq 0 ] || break
  done
  [ "$got" -eq 5 ] || fail "exit $got on a full disk, want 5"
  [ ! -e "$work/full-$round-$n.sig" ] || fail "a signature without its record"
  grep -q 'cannot be written, so this node does not act' "$nodes/amber/run/node.log" || fail "amber does not say why it stopped"
  "$countersign" status --format json >"$work/status" || true
  tr -d ' \n' <"$work/status" | grep -o '"name":"amber"[^}]*' | grep -q '"state":"down"' || fail "status does not show that amber is down: $(cat "$work/status")"
  rm "$log/filler"
  start=$(date +%s)
  expect 0 "$countersign" sign "$work/full-$round-$n" --wait 120 >/dev/null 2>&1
  say "round $round: refused while the disk was full (request $n), the same document signed $(($(date +%s) - start)) s after there was room"
done
expect 0 "$countersign" down >/dev/null
"$countersign" audit verify "$log" >"$work/out" 2>&1 || fail "the log is not sound: $(tail -3 "$work/out")"
say "amber's log is sound"
