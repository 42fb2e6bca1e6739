package io.countersign.deploy.node;

import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.log.LogOwner;
import io.countersign.protocol.log.NodeIdentity;

/** The owner of a node's log: its name and identity key. */
public final class LogOwners {
  private LogOwners() {}

  public static LogOwner of(String node, IdentitySigner identity) {
    return new LogOwner(
        new NodeIdentity(node, identity.publicKey().serial()),
        identity::sign,
        (message, signature) -> IdentityVerifier.verify(identity.publicKey(), message, signature));
  }
}
