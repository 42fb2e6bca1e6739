/** Tests of the client's end of {@code /v1}. */
@org.jspecify.annotations.NullMarked
package io.countersign.deploy.client;
