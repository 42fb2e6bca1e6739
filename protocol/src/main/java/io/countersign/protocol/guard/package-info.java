/**
 * The cryptographic heartbeat (M27, I5): the beats of sources, as small authenticated datagrams,
 * and the judgement of a device about them. Satellites (M28): a device's questions, their answers,
 * and the orders of operators. Pure; time, network and disk are the caller's.
 */
@NullMarked
package io.countersign.protocol.guard;

import org.jspecify.annotations.NullMarked;
