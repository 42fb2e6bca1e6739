/** Tests of {@code io.countersign.protocol.evidence}. */
@NullMarked
package io.countersign.protocol.evidence;

import org.jspecify.annotations.NullMarked;
