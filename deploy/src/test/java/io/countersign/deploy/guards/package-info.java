/**
 * The acceptance programs of the guards: what an attacker on the wire tries, counted and seeded.
 */
@NullMarked
package io.countersign.deploy.guards;

import org.jspecify.annotations.NullMarked;
