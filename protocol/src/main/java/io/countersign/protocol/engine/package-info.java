/**
 * Everything that needs native speed or native memory (DESIGN.md "Decided now" 9, invariant I1):
 *
 * <ul>
 *   <li>{@link io.countersign.protocol.engine.Engines}: modular exponentiation with a secret
 *       exponent by libcrypto off the heap through JNA, else Conscrypt, else plain Java;
 *   <li>{@link io.countersign.protocol.engine.ShareSealing}: key shares at rest, opened straight
 *       into an engine;
 *   <li>{@link io.countersign.protocol.engine.IdentitySigner} and {@link
 *       io.countersign.protocol.engine.IdentityVerifier}: deterministic ECDSA P-256 of devices
 *       (amendment A3);
 *   <li>{@link io.countersign.protocol.engine.AgreementKey} and {@link
 *       io.countersign.protocol.engine.SessionKey}: keys of channels between parties, and AES-GCM
 *       with them (M7);
 *   <li>keys for all of these, and {@link io.countersign.protocol.engine.SecretFile} to read them
 *       without leaving copies.
 * </ul>
 *
 * <p>The only package that loads native code. It does not decide what is signed, name keys, or keep
 * files; it computes with what it is given.
 */
@NullMarked
package io.countersign.protocol.engine;

import org.jspecify.annotations.NullMarked;
