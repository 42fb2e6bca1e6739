# Sourced by the acceptance scripts. They run after `mvn verify` in a clone; each prints what it saw and exits 0 or 1.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
countersign="$root/deploy/bin/countersign"
seed=${SEED:-$(date +%s)}
work=$(mktemp -d "${TMPDIR:-/tmp}/countersign-acceptance.XXXXXX")
export COUNTERSIGN_HOME="$work/home"

# What fails is said here, also where the standard error of a command is kept.
exec 3>&2
say() { printf '   %s\n' "$*"; }
fail() {
  printf '   FAILED: %s\n' "$*" >&3
  exit 1
}
# expect STATUS COMMAND...: runs it, wants exactly that exit status.
expect() {
  local wanted=$1 got=0
  shift
  "$@" || got=$?
  [ "$got" -eq "$wanted" ] || fail "exit $got, want $wanted: $*"
}
# Processes of this ring that still live, by the folder on their command line.
leftovers() { pgrep -f -- "$work/" || true; }

# Folders of the nodes of the ring "local".
nodes="$COUNTERSIGN_HOME/rings/local/nodes"
# until_true SECONDS COMMAND...: repeats the command until it succeeds. Its words are fixed here: what changes belongs into a function.
until_true() {
  local end=$(($(date +%s) + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || fail "not in time: $*"
    sleep 0.2
  done
}
# count NODE PATTERN: how many lines of its log have it; more NODE PATTERN COUNT: whether more than so many.
count() { grep -c "$2" "$nodes/$1/run/node.log" || true; }
more() { [ "$(count "$1" "$2")" -gt "$3" ]; }
# address NODE: host and port at which it listens.
address() { sed -n 's/^listen { host = "\([^"]*\)", port = \([0-9]*\) }.*/\1 \2/p' "$nodes/$1/node.conf"; }

# What a script has to undo once its processes have ended.
undo() { :; }
cleanup() {
  local status=$?
  if [ -d "$COUNTERSIGN_HOME/rings" ]; then
    "$countersign" down >/dev/null 2>&1 || true
  fi
  local alive
  alive=$(leftovers)
  if [ -n "$alive" ]; then
    # shellcheck disable=SC2086
    kill -9 $alive 2>/dev/null || true
  fi
  undo
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT

# Class path of the modules' classes and tests with all libraries, for programs that drive many cases in one JVM.
test_classpath() {
  local path="" m
  [ -f "$root/deploy/target/test.classpath" ] || fail "run 'mvn verify' first: deploy/target/test.classpath is missing"
  for m in deploy coordinator authorizing-agent signing-device protocol; do
    path="$path:$root/$m/target/classes:$root/$m/target/test-classes"
  done
  printf '%s:%s' "${path#:}" "$(cat "$root/deploy/target/test.classpath")"
}

# Java with the product's class path, as bin/countersign has it, so that nodes use its class data; the tests' classes after it.
ring_java() {
  "$countersign" --version >/dev/null
  local path="" jar
  for jar in "$root"/deploy/target/deploy-*.jar "$root"/deploy/target/lib/*.jar; do
    case $jar in *-tests.jar | *-sources.jar) ;; *) path="$path:$jar" ;; esac
  done
  java -Xmx128m -XX:+UseSerialGC "-Dcountersign.archive=$root/deploy/target/countersign.jsa" -cp "${path#:}:$(test_classpath)" "$@"
}
