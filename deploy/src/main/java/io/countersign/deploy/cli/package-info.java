/**
 * The command line (DESIGN.md "Decided now" 12): verbs for people, {@code noun verb} for operators.
 * Standard output carries the result only; talk goes to standard error.
 */
@NullMarked
package io.countersign.deploy.cli;

import org.jspecify.annotations.NullMarked;
