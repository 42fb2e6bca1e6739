/** Tests of the engines: each against the others, against BigInteger and against known answers. */
@NullMarked
package io.countersign.protocol.engine;

import org.jspecify.annotations.NullMarked;
