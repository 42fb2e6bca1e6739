/**
 * What parties say to each other: one envelope from the first day, and the messages it carries.
 * Parties are addressed by name; no {@code ActorRef} is in a message (DESIGN.md "Decided now" 2).
 *
 * <p>A {@link io.countersign.protocol.wire.SealedEnvelope} is the only thing of ours that crosses a
 * process boundary. Its shape: from, to, epoch and channel in an {@link
 * io.countersign.protocol.wire.Opening} that the sender signs once; sequence, issued and expires;
 * and, encrypted to the recipient under the channel's session key, type and payload (M7). Votes,
 * partial signatures, approvals and requests are signed on their own besides, being evidence.
 *
 * <p>The payload is Jackson CBOR of the types listed in {@link
 * io.countersign.protocol.wire.WireMessage}, chosen by a registered word, never by a class name;
 * sizes are bounded before anything is parsed and nothing is ever decompressed.
 */
@NullMarked
package io.countersign.protocol.wire;

import org.jspecify.annotations.NullMarked;
