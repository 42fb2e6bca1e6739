/**
 * TLS as this ring does it: version 1.3 alone, both sides with a certificate, and trust in exactly
 * the certificates of the ring's record (DESIGN.md "Decided now" 3). There is no authority.
 */
@NullMarked
package io.countersign.deploy.tls;

import org.jspecify.annotations.NullMarked;
