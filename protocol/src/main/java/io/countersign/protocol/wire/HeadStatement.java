package io.countersign.protocol.wire;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogHead;
import io.countersign.protocol.log.LogSigner;
import io.countersign.protocol.log.NodeIdentity;
import io.countersign.protocol.thresholdrsa.Enc;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A node's signed word on where its log stands (I7). Coordinators carry it to other nodes, who
 * record it; so a coordinator can withhold a head, and repeat an old one, but invent none. It has
 * no time: whoever repeats an old one says nothing false.
 *
 * @param node name of the node
 * @param n number of the last seal of its log, from 1; 0 says nothing
 * @param hash SHA-256 of that seal's line, 32 octets
 * @param signature of the node's identity key over {@link #octets}: 64 octets r || s
 */
public record HeadStatement(String node, long n, Octets hash, Octets signature) {
  /** Most statements in one message; more are left out. */
  public static final int MOST = 64;

  /** What a node without a log says. */
  public static final HeadStatement NONE = new HeadStatement("", 0, Octets.EMPTY, Octets.EMPTY);

  private static final int NAME_CHARS = 32;
  private static final int HASH_OCTETS = 32;
  private static final int SIGNATURE_OCTETS = 64;

  public HeadStatement {
    node = Refusal.shown(node, NAME_CHARS);
  }

  /** A node's statement of its own head, which must be durable. */
  public static HeadStatement sign(NodeIdentity identity, LogHead head, LogSigner signer) {
    Octets hash = Octets.ofHex(head.hash());
    Octets octets = octets(identity.serial(), head.n(), hash);
    Octets signature = Octets.of(signer.sign(octets.toByteArray()));
    return new HeadStatement(identity.name(), head.n(), hash, signature);
  }

  /**
   * What is signed: {@code Enc("countersign/log-head", serial, n, hash)}, serial 16 octets, n 8
   * octets, hash 32 octets.
   *
   * @param serial of the node's identity key, 32 hexadecimal digits
   */
  public static Octets octets(String serial, long n, Octets hash) {
    return new Enc()
        .text("countersign/log-head")
        .octets(HexFormat.of().parseHex(serial))
        .octets(ByteBuffer.allocate(Long.BYTES).putLong(n).array())
        .octets(hash)
        .toOctets();
  }

  /** Whether all parts have their lengths. */
  public boolean formed() {
    return n > 0 && hash.length() == HASH_OCTETS && signature.length() == SIGNATURE_OCTETS;
  }

  /** Whether this party said it. */
  public boolean saidBy(Ring.Party party) {
    return formed()
        && node.equals(party.name())
        && party.verify(octets(party.serial(), n, hash).toByteArray(), signature.toByteArray());
  }

  /** Whether both name the same head. */
  public boolean sameHead(HeadStatement other) {
    return node.equals(other.node) && n == other.n && hash.equals(other.hash);
  }
}
