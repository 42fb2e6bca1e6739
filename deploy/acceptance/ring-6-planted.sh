#!/usr/bin/env bash
# Issue 2, item 6: every check of CRYPTO.md 7 that concerns signing has a planted-bug patch that turns a named test red.
# A seeded sample with every row; FULL=1 runs all patches.
. "$(dirname "$0")/lib.sh"
sample=20
[ "${FULL:-}" = 1 ] && sample=100000
java "-Dplanted.sample=$sample" "-Dplanted.seed=$seed" -cp "$(test_classpath)" io.countersign.deploy.planted.PlantedBugs "$root" "$@"
