/**
 * The coordinator: takes requests, asks people and devices, combines what they give, and releases
 * nothing that it did not verify (I4).
 *
 * <p>It holds no secret and has no authority: every device checks everything again. Start reading
 * at {@link io.countersign.coordinator.Coordinator}; the life of one request is the table in {@code
 * RequestCore}.
 */
@NullMarked
package io.countersign.coordinator;

import org.jspecify.annotations.NullMarked;
