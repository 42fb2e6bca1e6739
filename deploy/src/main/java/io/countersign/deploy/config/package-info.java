/**
 * {@code node.conf}: read once into immutable records, with everything that is wrong named at once
 * (issue 2, "Start of a node").
 */
@NullMarked
package io.countersign.deploy.config;

import org.jspecify.annotations.NullMarked;
