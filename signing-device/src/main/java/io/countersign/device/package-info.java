/**
 * A device node (M5): it holds shares, and lifts one only for a request that a quorum of its own
 * agents approved.
 *
 * <p>It believes signatures and the ring's record, nothing else: the coordinator is taken for
 * hostile (I2). {@link io.countersign.device.DeviceCore} is the whole of its judgement, a pure
 * state machine; {@link io.countersign.device.SigningDevice} is the actor around it, {@link
 * io.countersign.device.DeviceFront} its door to the network, {@link
 * io.countersign.device.ShareVault} where the shares lie, {@link io.countersign.device.DeviceLog}
 * the one log whose fold is its memory (I7). The arithmetic is that of {@code
 * protocol.thresholdrsa} (CRYPTO.md 3, amendments A1 to A8).
 *
 * <p>Not here: dealing, administration, heartbeats, and how a node is started.
 */
@NullMarked
package io.countersign.device;

import org.jspecify.annotations.NullMarked;
