/**
 * Modular exponentiation with a secret exponent, and the identity signatures of devices: libcrypto
 * off the heap through JNA first, Conscrypt second, plain Java last (DESIGN.md "Decided now" 9).
 * The only package that loads native code.
 */
@NullMarked
package io.countersign.protocol.engine;

import org.jspecify.annotations.NullMarked;
