#!/usr/bin/env bash
# Issue 3, item 6: replay, reflection, re-ordering and re-targeting of envelopes, seeded; none accepted, honest messages between them all
# accepted. 1,000 tries at openers and a device in one process, whose clocks and lives are simulated, and 1,000 over the real wire, between the
# processes of a ring. FULL=1 makes 10,000 of each.
. "$(dirname "$0")/lib.sh"
tries=1000
[ "${FULL:-}" = 1 ] && tries=10000
say "seed $seed"
java -Xmx256m -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener -cp "$(test_classpath)" io.countersign.deploy.guards.Replay "$tries" "$seed" || fail "seed $seed, $tries tries"
ring_java io.countersign.deploy.crash.ReplayRing "$COUNTERSIGN_HOME" "$tries" "$seed" || fail "seed $seed, $tries tries over the wire"
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
