/** Planted bugs: shows for each check that matters that some named test goes red without it. */
@NullMarked
package io.countersign.deploy.planted;

import org.jspecify.annotations.NullMarked;
