/** What a signature costs, as ratios measured within one run (issue 2, "Cost"). */
@NullMarked
package io.countersign.deploy.bench;

import org.jspecify.annotations.NullMarked;
