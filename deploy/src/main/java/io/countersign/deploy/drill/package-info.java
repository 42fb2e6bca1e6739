/**
 * Drills: what the guard promises (M27), measured on throw-away devices in real processes. The
 * drill's process ({@link io.countersign.deploy.drill.HeartbeatDrill}) starts, stops and watches;
 * the processes of devices ({@link io.countersign.deploy.drill.DeviceHost}) act as fast as they
 * may.
 */
@NullMarked
package io.countersign.deploy.drill;

import org.jspecify.annotations.NullMarked;
