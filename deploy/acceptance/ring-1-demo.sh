#!/usr/bin/env bash
# Issue 2, item 1: the demo, with a file of an awkward name; two devices killed while it signs, a third killed, nothing left behind.
. "$(dirname "$0")/lib.sh"

# Blanks, quotes, a dollar, an umlaut, a mark that turns the direction of text; and no locale in the environment.
file="$work/-a file's \"name\" \$(x) ü $(printf '\342\200\256').bin"
unset LANG LC_ALL LC_CTYPE
head -c 70000 /dev/urandom >"$file"
log="$work/demo.log"

expect 0 "$countersign" demo "$file" >"$log" 2>&1 || { cat "$log"; exit 1; }
sed 's/^/   | /' "$log"

[ "$(stat -c %s "$file.sig")" -eq 384 ] || fail "a signature of RSA-3072 has 384 octets"
openssl dgst -sha256 -verify "$file.public.pem" -signature "$file.sig" "$file" | grep -q '^Verified OK$' ||
  fail "openssl does not verify"
grep -q 'serial' "$log" && grep -q 'parallel' "$log" || fail "both modes must be shown"
grep -q 'same' "$log" || fail "that both modes give the same octets must be shown"
grep -Eq 'exit 5' "$log" || fail "the refusal with two devices left must be shown"
grep -q 'openssl dgst -sha256 -verify' "$log" || fail "the openssl line must be printed"
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
pgrep -f 'io\.countersign\.deploy' >"$work/alive" && fail "processes left behind: $(tr '\n' ' ' <"$work/alive")"

: >"$work/empty"
expect 1 "$countersign" demo "$work/empty" >/dev/null 2>"$work/err"
grep -qi 'empty' "$work/err" || fail "an empty file must be refused as such: $(cat "$work/err")"
expect 1 "$countersign" demo "$work/no such file" >/dev/null 2>"$work/err"
say "demo: signed both ways, refused with two devices left, left nothing behind"
