#!/usr/bin/env bash
# Issue 3, item 5: after disarming, no share, no key that opens shares and no passphrase is in heap dump or core; after erasing, in core and on disk,
# also no agreement key and no secret of heartbeats, which are never on the heap. The controls first: all encodings are found where they are planted, and
# shares and secrets of heartbeats in the core of an armed device.
. "$(dirname "$0")/lib.sh"
# armed DEVICE: whether it is, by the last that its log says of it.
armed() { grep -E 'is armed with|is disarmed' "$nodes/$1/run/node.log" | tail -1 | grep -q 'is armed with'; }
pid_of() { pgrep -f "java.*$nodes/$1/node.conf" | head -1; }
scan() { java -Xmx192m -XX:+UseSerialGC -cp "$(test_classpath)" io.countersign.deploy.guards.SecretScan "$@"; }

# core PID FILE COMMANDS...: all that the process has in memory, also what a core of the kernel leaves out, when gdb's commands have run.
core() {
  local pid=$1 file=$2
  shift 2
  gdb -nx -batch -iex 'set auto-solib-add off' -p "$pid" -ex 'set pagination off' -ex 'set dump-excluded-mappings on' "$@" \
    -ex "shell cat /proc/$pid/smaps >$file.smaps" -ex "gcore $file" -ex detach >"$file.log" 2>&1 || true
}
# A core that is not whole would prove nothing.
whole() {
  if grep -qi 'ptrace: \|could not attach' "$1.log"; then
    fail "this machine forbids ptrace, without which no core can be taken (allow it: CAP_SYS_PTRACE, kernel.yama.ptrace_scope=0): $(grep -i ptrace "$1.log" | head -1)"
  fi
  grep -q '^Saved corefile' "$1.log" && [ -s "$1" ] || fail "no core: $(tail -3 "$1.log")"
}
command -v gdb >/dev/null || fail "gdb is missing: install the package gdb"

expect 0 "$countersign" up --devices 3 --threshold 2 --bits 2048 --heartbeat-sources 3 --disarm-after 4000 --erase-after 3600000 >/dev/null
# Two devices are left to sign: basalt will be disarmed, amber erased.
expect 0 "$countersign" node kill cobalt >/dev/null
expect 0 "$countersign" node kill amber >/dev/null
for device in amber basalt; do cp -a "$nodes/$device" "$work/$device-before"; done
sed -i 's/erase-after = [0-9]* ms/erase-after = 30000 ms/' "$nodes/amber/node.conf"
before=$(count amber 'is armed with')
expect 0 "$countersign" node start amber >/dev/null
until_true 90 more amber 'is armed with' "$before"
printf 'one' >"$work/one"
"$countersign" sign "$work/one" --wait 120 2>"$work/signing" || fail "not signed: $(cat "$work/signing")"
say "$(grep -h 'is signed with' "$work/signing")"

scan "$work/basalt-before" plant "$work/planted" || fail "the scanner does not find what is planted"
rm "$work/planted"

basalt=$(pid_of basalt)
amber=$(pid_of amber)
core "$basalt" "$work/armed.core"
whole "$work/armed.core"
expect 0 scan "$work/basalt-before" some SHARE,BEAT_KEY "$work/armed.core"
rm "$work/armed.core"
jcmd "$basalt" GC.heap_dump -all "$work/armed.hprof" >"$work/jcmd.log" || fail "no heap dump: $(cat "$work/jcmd.log")"
expect 0 scan "$work/basalt-before" none SHARE,SHARE_KEY,PASSPHRASE,AGREEMENT_KEY,BEAT_KEY "$work/armed.hprof"
rm "$work/armed.hprof"
say "armed: shares and the secrets of heartbeats are in the core, where the core of a kernel leaves them out, and not on the heap"

# gdb waits for amber's end and takes its core when the process asks the kernel to exit, which is after all that it erases.
core "$amber" "$work/erased.core" -ex 'handle all nostop noprint pass' -ex 'catch syscall exit_group' \
  -ex "shell touch $work/waiting" -ex continue &
waiting=$!
until_true 60 test -e "$work/waiting"
# Who was stopped for longer than its limit, for gdb to look, has disarmed and arms again.
for device in amber basalt; do until_true 60 armed "$device"; done
before=$(count basalt 'is disarmed')
expect 0 "$countersign" node kill pulse-1 >/dev/null
expect 0 "$countersign" node kill pulse-2 >/dev/null
until_true 30 more basalt 'is disarmed' "$before"
core "$basalt" "$work/disarmed.core"
whole "$work/disarmed.core"
jcmd "$basalt" GC.heap_dump -all "$work/disarmed.hprof" >"$work/jcmd.log" || fail "no heap dump: $(cat "$work/jcmd.log")"
expect 0 scan "$work/basalt-before" none SHARE,SHARE_KEY,PASSPHRASE "$work/disarmed.core"
expect 0 scan "$work/basalt-before" none SHARE,SHARE_KEY,PASSPHRASE,AGREEMENT_KEY,BEAT_KEY "$work/disarmed.hprof"
rm "$work/disarmed.core" "$work/disarmed.hprof"
say "disarmed: no share, no key of shares, no passphrase in core and heap dump; no agreement key and no secret of heartbeats on the heap"

until_true 60 test -e "$nodes/amber/guard/ERASED"
wait "$waiting"
whole "$work/erased.core"
grep -q 'exit code 78' "$nodes/amber/run/node.log" || fail "amber did not end with exit code 78: $(tail -3 "$nodes/amber/run/node.log")"
expect 0 scan "$work/amber-before" none SHARE,SHARE_KEY,PASSPHRASE,AGREEMENT_KEY,BEAT_KEY "$work/erased.core" "$COUNTERSIGN_HOME"
rm "$work/erased.core"
say "erased: no share, no key of shares, no passphrase, no agreement key, no secret of heartbeats in the core at the process's end and in the $(find "$COUNTERSIGN_HOME" -type f | wc -l) files of the ring; amber keeps $(cd "$nodes/amber" && find keys shares guard -type f | sort | tr '\n' ' ')"

expect 0 "$countersign" down >/dev/null
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
