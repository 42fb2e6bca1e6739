/** A whole ring as actors of one ActorTestKit, which loses a node at each message of a request. */
@NullMarked
package io.countersign.deploy.ring;

import org.jspecify.annotations.NullMarked;
