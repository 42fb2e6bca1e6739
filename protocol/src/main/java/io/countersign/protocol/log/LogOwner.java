package io.countersign.protocol.log;

/**
 * The node that a log belongs to, and its key's two sides. The signer is secret-bearing but reveals
 * nothing by itself.
 */
public record LogOwner(NodeIdentity identity, LogSigner signer, LogVerifier verifier) {

  /**
   * Signs and verifies once, so that a log is never continued under another key than the one it is
   * checked with.
   *
   * @throws IllegalStateException if signer and verifier do not belong together
   */
  void requireOneKey() {
    byte[] probe = Seals.probe(identity);
    byte[] signature = signer.sign(probe);
    if (signature.length != Seals.SIGNATURE_OCTETS || !verifier.verify(probe, signature)) {
      throw new IllegalStateException(
          "the signing key of "
              + identity.name()
              + " does not match its public key: check the node's keys folder");
    }
  }
}
