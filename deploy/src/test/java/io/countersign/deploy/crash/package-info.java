/**
 * Rings of test builds between real processes: nodes that die at every record, and a coordinator
 * that lies.
 */
@NullMarked
package io.countersign.deploy.crash;

import org.jspecify.annotations.NullMarked;
