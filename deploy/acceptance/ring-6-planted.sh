#!/usr/bin/env bash
# Issue 2, item 6: every check of CRYPTO.md 7 that concerns signing has a planted-bug patch that turns a named test red.
. "$(dirname "$0")/lib.sh"
java -cp "$(test_classpath)" io.countersign.deploy.planted.PlantedBugs "$root" "$@"
