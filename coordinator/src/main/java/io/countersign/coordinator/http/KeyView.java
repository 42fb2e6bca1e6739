package io.countersign.coordinator.http;

import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.Ring;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A key as {@code GET /v1/keys/{name}} shows it.
 *
 * @param families family to keyId in hex
 * @param algorithms mode to allowed algorithms
 * @param quorums device to agents needed there
 * @param pem SubjectPublicKeyInfo
 */
record KeyView(
    String name,
    String purpose,
    int bits,
    int threshold,
    List<String> devices,
    Map<String, String> families,
    Map<String, List<String>> algorithms,
    Map<String, Integer> quorums,
    boolean digestOnly,
    String pem) {

  private static final int LINE = 64;

  static KeyView of(Ring.KeySet key) {
    KeyRecord record = key.record();
    return new KeyView(
        key.name(),
        record.purpose(),
        key.modulusBits(),
        record.threshold(),
        record.devices().stream().map(KeyRecord.Device::name).toList(),
        new TreeMap<>(record.families()),
        new TreeMap<>(record.algorithms()),
        new TreeMap<>(record.quorums()),
        record.digestOnly(),
        pem(key));
  }

  static String pem(Ring.KeySet key) {
    String body =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.publicKey().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }
}
