#!/usr/bin/env bash
# Issue 2, item 3: the vectors in the test resources are those of shared/, octet for octet, and the tests that use them all pass.
. "$(dirname "$0")/lib.sh"
shared="$root/../shared"

compared=0
for list in $(find "$root/protocol/src/test/resources" -name SHA256SUMS); do
  (cd "$(dirname "$list")" && sha256sum --check --quiet SHA256SUMS) || fail "$list"
  while read -r _ file; do
    [ -d "$shared" ] || break
    same=0
    found=0
    while read -r original; do
      found=1
      if cmp -s "$original" "$(dirname "$list")/$file"; then same=1; fi
    done < <(find "$shared/vectors" "$shared/external" -name "$(basename "$file")")
    [ "$found" -eq "$same" ] || fail "$file differs from every file of that name in shared/"
    compared=$((compared + same))
  done <"$list"
done
say "$compared files are the same octets as in shared/"

cd "$root/protocol"
java -cp "$(test_classpath)" io.countersign.deploy.planted.RunTests \
  io.countersign.protocol.thresholdrsa
