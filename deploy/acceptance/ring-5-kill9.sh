#!/usr/bin/env bash
# Issue 2, item 5: kill -9 of a device at every record of its log, and of the coordinator at every event of a request.
# A seeded sample of the cases; FULL=1 runs all of them.
. "$(dirname "$0")/lib.sh"
cases=6
[ "${FULL:-}" = 1 ] && cases=all
ring_java io.countersign.deploy.crash.CrashRing "$COUNTERSIGN_HOME" "$seed" "$cases"
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
