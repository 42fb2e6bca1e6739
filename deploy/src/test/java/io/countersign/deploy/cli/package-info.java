/** Tests of the command line that need no ring. */
@org.jspecify.annotations.NullMarked
package io.countersign.deploy.cli;
