/** A requester's side of {@code /v1}: makes requests, waits, and believes no answer unverified. */
@NullMarked
package io.countersign.deploy.client;

import org.jspecify.annotations.NullMarked;
