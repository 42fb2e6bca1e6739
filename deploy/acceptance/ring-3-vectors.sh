#!/usr/bin/env bash
# Issue 2, item 3: the vectors in the test resources are those of shared/, octet for octet, and the tests that use them all pass.
. "$(dirname "$0")/lib.sh"
shared="$root/../shared"

compared=0
for list in $(find "$root/protocol/src/test/resources" -name SHA256SUMS); do
  (cd "$(dirname "$list")" && sha256sum --check --quiet SHA256SUMS) || fail "$list"
  while read -r _ file; do
    [ -d "$shared" ] || break
    original=$(find "$shared/vectors" "$shared/external" -name "$(basename "$file")" | head -1)
    if [ -n "$original" ]; then
      cmp -s "$original" "$(dirname "$list")/$file" || fail "$file differs from $original"
      compared=$((compared + 1))
    fi
  done <"$list"
done
say "$compared files are the same octets as in shared/"

java -cp "$(test_classpath)" io.countersign.deploy.planted.RunTests \
  io.countersign.protocol.thresholdrsa
