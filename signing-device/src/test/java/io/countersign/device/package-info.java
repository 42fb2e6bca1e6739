/** Tests of a device node. */
@NullMarked
package io.countersign.device;

import org.jspecify.annotations.NullMarked;
