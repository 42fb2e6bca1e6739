#!/usr/bin/env bash
# Issue 3, item 6: replay, reflection, re-ordering and re-targeting of envelopes, seeded; none accepted, honest messages between them all
# accepted. 1,000 tries; FULL=1 makes 10,000.
. "$(dirname "$0")/lib.sh"
tries=1000
[ "${FULL:-}" = 1 ] && tries=10000
say "seed $seed"
java -Xmx256m -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener -cp "$(test_classpath)" io.countersign.deploy.guards.Replay "$tries" "$seed" || fail "seed $seed, $tries tries"
