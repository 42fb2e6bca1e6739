/**
 * Fixtures that several modules' tests share: a whole small ring in memory, made from insecure
 * fixed primes.
 */
@NullMarked
package io.countersign.protocol.testing;

import org.jspecify.annotations.NullMarked;
