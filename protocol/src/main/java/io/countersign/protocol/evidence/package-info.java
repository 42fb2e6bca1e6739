/**
 * Evidence objects: requests, approvals, key records and the ring's record, as signed bytes that
 * anyone can check offline (DESIGN.md "On the wire and on disk").
 *
 * <p>Each is a compact JWS with an explicit {@code typ} and version. What was signed is kept octet
 * for octet; nothing is ever serialized again in order to verify it. Parsing is strict: unknown
 * header parameters, unknown or doubled fields and unknown versions are refused.
 */
@NullMarked
package io.countersign.protocol.evidence;

import org.jspecify.annotations.NullMarked;
