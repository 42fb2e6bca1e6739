package io.countersign.deploy.client;

import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A document read once as a stream, of any length: its digests, and its octets as long as they are
 * few enough to travel.
 *
 * @param size octets
 * @param digests by the name of the hash function
 * @param content the octets, if there are at most {@link Wire#MAX_CONTENT}
 */
public record Document(long size, Map<String, Octets> digests, Optional<Octets> content) {
  private static final int BUFFER = 256 * 1024;

  public Document {
    digests = Map.copyOf(digests);
  }

  /**
   * Reads to the end of the stream.
   *
   * @param hashes names of the hash functions wanted
   */
  public static Document read(InputStream in, Collection<String> hashes) throws IOException {
    Map<String, MessageDigest> running = new LinkedHashMap<>();
    hashes.forEach(name -> running.put(name, digest(name)));
    List<MessageDigest> all = new ArrayList<>(running.values());
    ByteArrayOutputStream few = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      for (MessageDigest digest : all) {
        digest.update(buffer, 0, n);
      }
      size += n;
      if (size <= Wire.MAX_CONTENT) {
        few.write(buffer, 0, n);
      }
    }
    Map<String, Octets> digests = new LinkedHashMap<>();
    running.forEach((name, digest) -> digests.put(name, Octets.of(digest.digest())));
    return new Document(
        size,
        digests,
        size <= Wire.MAX_CONTENT ? Optional.of(Octets.of(few.toByteArray())) : Optional.empty());
  }

  /** Its digest under an algorithm's hash function. */
  public Octets digest(SignatureAlgorithm algorithm) {
    Octets digest = digests.get(algorithm.hashAlgorithm());
    if (digest == null) {
      throw new IllegalStateException("no " + algorithm.hashAlgorithm() + " was asked for");
    }
    return digest;
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}
