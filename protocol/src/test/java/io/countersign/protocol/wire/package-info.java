/** Tests of {@code io.countersign.protocol.wire}. */
@NullMarked
package io.countersign.protocol.wire;

import org.jspecify.annotations.NullMarked;
