/**
 * The one log of a node: JSON lines, hash-chained, sealed by the node's key, synced before anything
 * takes effect (invariant I7; DESIGN.md "Decided now" 4). Device state is the fold over it; it
 * grows into the audit log.
 *
 * <p>Entry points: {@link io.countersign.protocol.log.NodeLog} writes and replays, {@link
 * io.countersign.protocol.log.GroupCommitter} joins what many ask for into few syncs, {@link
 * io.countersign.protocol.log.LogVerification} checks a folder without being able to change it,
 * {@link io.countersign.protocol.log.LogStore} is the port to the disk.
 *
 * <h2>Format, version 1</h2>
 *
 * Segments {@code log-000001.jsonl, log-000002.jsonl, ...}; the chain runs through all of them. One
 * record a line, printable ASCII, exactly one spelling for each record (no spaces between tokens,
 * fields in this order, keys of the body sorted, everything outside printable ASCII as a backslash,
 * {@code u} and four hex digits):
 *
 * <pre>
 * {"n":7,"at":"2026-11-21T09:18:49.123Z","prev":"HEX64","kind":"vote","request":"HEX","body":{...}}
 * </pre>
 *
 * <ul>
 *   <li>{@code n}: 1, 2, 3, ... without a gap. {@code at}: UTC with milliseconds; informative, it
 *       may jump with the clock. {@code prev}: SHA-256 of the line before, without its line feed;
 *       64 zeros for n = 1. {@code request}: 1 to 64 hexadecimal digits, or the field is absent.
 *   <li>{@code body}: a flat object of strings, integers of 64 bits, booleans and lists of strings,
 *       within {@link io.countersign.protocol.log.LogLimits}.
 *   <li>{@code kind} "genesis": n = 1 only; body {@code {"format":1,"node":NAME,"serial":HEX32}}.
 *   <li>{@code kind} "seal": ends every batch, batches never span segments; body {@code
 *       {"seal":BASE64URL}}, the 64 octets r || s of ECDSA P-256 over {@code Enc("countersign/log",
 *       serial, n, prev, at)}: serial 16 octets, n 8 octets, prev 32 octets, at 8 octets
 *       (milliseconds since 1970), all big-endian, of the seal's own line. Enc is that of
 *       CRYPTO.md, appendix A.
 * </ul>
 *
 * What follows the last seal was never acknowledged. The package does not know what the records
 * mean, keeps no secret, and cannot see that a log was rolled back to an older seal: other nodes'
 * knowledge of its head shows that.
 */
@NullMarked
package io.countersign.protocol.log;

import org.jspecify.annotations.NullMarked;
