/** Programs of the acceptance scripts {@code guards-*.sh} (issue 3). */
@NullMarked
package io.countersign.deploy.guards;

import org.jspecify.annotations.NullMarked;
