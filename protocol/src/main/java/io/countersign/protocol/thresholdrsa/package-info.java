/**
 * Threshold RSA after Sudia (WO 96/39765): keys, sharing families, partial signatures, proofs,
 * combining. The mathematics of CRYPTO.md sections 1 to 3 and its amendments, and nothing else: no
 * actor, no JSON, no log, no native code.
 *
 * <p>Read {@link io.countersign.protocol.thresholdrsa.PartialSigner}, {@link
 * io.countersign.protocol.thresholdrsa.SerialSigner}, {@link
 * io.countersign.protocol.thresholdrsa.ProofOfCorrectness} and {@link
 * io.countersign.protocol.thresholdrsa.Combiner} first; then {@link
 * io.countersign.protocol.thresholdrsa.PublicRecord} and {@link
 * io.countersign.protocol.thresholdrsa.Dealer}.
 *
 * <p>It does not decide who may sign, keep secrets on disk, or talk to anyone.
 */
@NullMarked
package io.countersign.protocol.thresholdrsa;

import org.jspecify.annotations.NullMarked;
