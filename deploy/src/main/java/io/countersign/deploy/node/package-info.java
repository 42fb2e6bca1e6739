/**
 * One node's process: {@link io.countersign.deploy.node.NodeMain} reads its configuration, opens
 * its keys, log and shares, and starts the guardian actor of its role.
 */
@NullMarked
package io.countersign.deploy.node;

import org.jspecify.annotations.NullMarked;
