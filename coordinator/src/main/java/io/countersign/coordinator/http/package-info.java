/** The HTTP edge {@code /v1}: mutual TLS, strict JSON, problem documents (deploy/docs/api.md). */
@NullMarked
package io.countersign.coordinator.http;

import org.jspecify.annotations.NullMarked;
