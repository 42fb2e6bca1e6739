#!/usr/bin/env bash
# Issue 2, item 2: up, status, sign in all its forms, verify, down, over /v1. FULL=1 signs a file of 4 GiB, else 128 MiB.
. "$(dirname "$0")/lib.sh"

expect 0 "$countersign" up
expect 0 "$countersign" up # idempotent
"$countersign" status | tee "$work/status" | sed 's/^/   | /'
grep -q amber "$work/status" || fail "status names no device"
"$countersign" status --format json >"$work/status.json"
python3 -c 'import json,sys; json.load(open(sys.argv[1]))' "$work/status.json" 2>/dev/null || grep -q '"devices"' "$work/status.json" || fail "status --format json"

pem="$work/main.pem"
file="$work/contract.pdf"
head -c 30000 /dev/urandom >"$file"
"$countersign" key public main >"$pem"
for mode in parallel serial; do
  for scheme in pkcs1-v1_5 pss; do
    for hash in sha256 sha384 sha512; do
      out="$work/$mode-$scheme-$hash.sig"
      printf '0\tsign\t%s\t--mode\t%s\t--scheme\t%s\t--hash\t%s\t--output\t%s\n' "$file" $mode $scheme $hash "$out"
      printf '0\tverify\t%s\t%s\t--public-key\t%s\n' "$file" "$out" "$pem"
    done
  done
done >"$work/batch"
ring_java io.countersign.deploy.cli.Batch <"$work/batch" >"$work/out" 2>&1 || { cat "$work/out"; fail "the batch of signatures"; }
for mode in parallel serial; do
  for hash in sha256 sha384 sha512; do
    for scheme in pkcs1-v1_5 pss; do
      options=()
      [ $scheme = pss ] && options=(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest)
      openssl dgst "-$hash" "${options[@]}" -verify "$pem" -signature "$work/$mode-$scheme-$hash.sig" "$file" >/dev/null ||
        fail "$mode $scheme $hash"
    done
  done
done
for hash in sha256 sha384 sha512; do
  cmp "$work/parallel-pkcs1-v1_5-$hash.sig" "$work/serial-pkcs1-v1_5-$hash.sig" || fail "$hash: serial and parallel differ"
done
say "2 modes x 2 schemes x 3 hashes verify with openssl; PKCS#1 is the same in both modes"

expect 0 "$countersign" sign "$file"
expect 0 "$countersign" sign "$file" --format json >"$work/again.json"
printf x >>"$file.sig"
expect 1 "$countersign" sign "$file" 2>/dev/null
expect 0 "$countersign" sign "$file" --force
cmp "$file.sig" "$work/parallel-pkcs1-v1_5-sha256.sig" || fail "the same document, the same signature"
printf y >>"$file"
expect 10 "$countersign" verify "$file" "$file.sig" --public-key "$pem" >/dev/null 2>&1
openssl genrsa -out "$work/other.key" 3072 2>/dev/null
openssl rsa -in "$work/other.key" -pubout -out "$work/other.pem" 2>/dev/null
openssl dgst -sha256 -sign "$work/other.key" -out "$work/other.sig" "$file"
expect 10 "$countersign" verify "$file" "$work/other.sig" --public-key "$pem" >/dev/null 2>&1
printf 'from a pipe' | "$countersign" sign - >"$work/piped.sig"
printf 'from a pipe' >"$work/piped"
openssl dgst -sha256 -verify "$pem" -signature "$work/piped.sig" "$work/piped" >/dev/null || fail "standard input"
say "standard input signs to standard output; a differing .sig is kept without --force"

size=128M
[ "${FULL:-}" = 1 ] && size=4G
truncate -s $size "$work/large.img"
JAVA_TOOL_OPTIONS= COUNTERSIGN_CLIENT_OPTS=-Xmx64m expect 0 "$countersign" sign "$work/large.img"
openssl dgst -sha256 -verify "$pem" -signature "$work/large.img.sig" "$work/large.img" >/dev/null || fail "large file"
say "a file of $size is signed with 64 MiB of heap"

# What stands in a file must not become options, and a result that cannot be written is found before anybody is asked.
printf -- '--force' >"$work/options"
printf 'a document' >"$work/@options"
(cd "$work" && expect 0 "$countersign" sign @options) 2>/dev/null
[ -s "$work/@options.sig" ] || fail "@options was not signed as a file"
expect 1 "$countersign" sign "$work/options" -o "$work/no/such/folder.sig" 2>"$work/err"
grep -q 'is accepted' "$work/err" && fail "people were asked for a result that cannot be written"
expect 1 "$countersign" status --ring Foo 2>/dev/null
say "a file called @options is a file; an output that cannot be written is found before people are asked"

expect 1 "$countersign" sign "$work/nothing-here" 2>/dev/null
: >"$work/empty"
expect 1 "$countersign" sign "$work/empty" 2>/dev/null
expect 1 "$countersign" sign "$file" --key nosuchkey --force 2>"$work/err"
grep -q nosuchkey "$work/err" || fail "the unknown key must be named: $(cat "$work/err")"
expect 1 "$countersign" sign "$file" --mode sideways 2>/dev/null
expect 3 "$countersign" sign "$file" --key swa --force 2>"$work/err"

expect 0 "$countersign" down
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
expect 2 "$countersign" sign "$file" --force 2>"$work/err"
say "down leaves no process; signing then says: $(tail -1 "$work/err")"
