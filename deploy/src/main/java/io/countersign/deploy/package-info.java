/**
 * The {@code countersign} command: starts nodes, makes and supervises a local ring, and speaks
 * {@code /v1} for people. The only package that reads configuration and knows of the cluster.
 */
@NullMarked
package io.countersign.deploy;

import org.jspecify.annotations.NullMarked;
