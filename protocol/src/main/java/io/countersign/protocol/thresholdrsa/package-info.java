/**
 * Threshold RSA after Sudia (WO 96/39765): keys, sharing families, partial signatures, proofs,
 * combining. The mathematics of CRYPTO.md sections 1 to 3 and its amendments, and nothing else: no
 * actor, no JSON, no log, no native code.
 *
 * <p>It does not decide who may sign, keep secrets on disk, or talk to anyone.
 */
@NullMarked
package io.countersign.protocol.thresholdrsa;

import org.jspecify.annotations.NullMarked;
