/**
 * The guard's parts that touch the machine (M27): clocks, datagrams, files; and the process of a
 * heartbeat source.
 */
@NullMarked
package io.countersign.deploy.guard;

import org.jspecify.annotations.NullMarked;
