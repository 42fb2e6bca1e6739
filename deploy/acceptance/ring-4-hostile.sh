#!/usr/bin/env bash
# Issue 2, item 4: a hostile coordinator, a test build of the real one over the real wire, gets no partial signature out of any device.
. "$(dirname "$0")/lib.sh"
ring_java io.countersign.deploy.crash.HostileRing "$COUNTERSIGN_HOME"
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
