/** Tests of the commands without a ring of real nodes. */
@NullMarked
package io.countersign.deploy.cli;

import org.jspecify.annotations.NullMarked;
