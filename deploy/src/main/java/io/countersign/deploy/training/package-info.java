/**
 * Loads what a node will load, once, so that class-data sharing (AppCDS) can keep it: nodes start
 * several times faster then.
 */
@NullMarked
package io.countersign.deploy.training;

import org.jspecify.annotations.NullMarked;
