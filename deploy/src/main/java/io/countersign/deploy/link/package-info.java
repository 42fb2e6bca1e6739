/**
 * The connection between a device and its message server, where the two are processes of their own
 * (M8): TLS 1.3 with the certificates that the ring's record pins, and nothing else of Akka's
 * remoting.
 *
 * <p>Begin at {@link io.countersign.deploy.link.LinkServer}, the device's side, and {@link
 * io.countersign.deploy.link.LinkClient}, the message server's.
 */
@NullMarked
package io.countersign.deploy.link;

import org.jspecify.annotations.NullMarked;
