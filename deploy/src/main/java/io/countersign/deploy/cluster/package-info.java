/**
 * Akka Cluster as a ring of nodes uses it: transport, forming, downing, and the delivery of sealed
 * messages to parties by name. Membership gives no authority (DESIGN.md, "Who is trusted with
 * what").
 */
@NullMarked
package io.countersign.deploy.cluster;

import org.jspecify.annotations.NullMarked;
