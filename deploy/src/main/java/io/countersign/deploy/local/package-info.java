/**
 * A whole ring on one machine: its folder, the dealing of its keys, and the processes of its nodes.
 * Every node still has its own folder, keys and configuration, so that each could be carried to
 * another machine.
 */
@NullMarked
package io.countersign.deploy.local;

import org.jspecify.annotations.NullMarked;
