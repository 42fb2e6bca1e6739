package io.countersign.deploy.local;

import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.KeyRecord;
import io.countersign.protocol.evidence.PublicRecordEntry;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.thresholdrsa.Dealing;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.FirstSignature;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the ring's record number 0 and the records of its keys, signed with the shares of the
 * {@code swa} key before they are handed out (DESIGN.md "Decided now" 3 and 7).
 */
final class RecordMaker {
  static final String MAIN = "main";

  private static final List<String> ALGORITHMS =
      Arrays.stream(SignatureAlgorithm.values()).map(SignatureAlgorithm::label).toList();

  private final RingPlan plan;
  private final List<RingRecord.PartyEntry> devices;
  private final Map<String, String> serials;
  private final Jws.Signer swa;
  private final String swaSerial;

  /**
   * @param devices entries of the devices, by ascending index
   * @param serials of the devices' identity keys, by name
   */
  RecordMaker(
      RingPlan plan,
      List<RingRecord.PartyEntry> devices,
      Map<String, String> serials,
      Dealing swaDealing,
      SecretArithmetic engine,
      SecureRandom random) {
    this.plan = plan;
    this.devices = devices;
    this.serials = Map.copyOf(serials);
    FirstSignature first = new FirstSignature(swaDealing, engine, random);
    this.swa =
        octets ->
            first.sign(SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, octets).octets().toByteArray();
    this.swaSerial = Ring.serial(publicKey(swaDealing.record(Family.ADD)));
  }

  RingRecord.KeyEntry key(String name, String purpose, Dealing dealing, Set<Family> families) {
    Map<String, String> keyIds = new HashMap<>();
    Map<String, List<String>> allowed = new HashMap<>();
    for (Family family : families) {
      keyIds.put(family.label(), dealing.record(family).keyId().toString());
      allowed.put(family == Family.ADD ? "parallel" : "serial", ALGORITHMS);
    }
    Map<String, Integer> quorums = new HashMap<>();
    List<KeyRecord.Device> members =
        devices.stream()
            .map(
                device -> {
                  quorums.put(device.name(), RingPlan.QUORUM);
                  return new KeyRecord.Device(
                      devices.indexOf(device) + 1,
                      device.name(),
                      serial(device.name()),
                      device.identity());
                })
            .toList();
    KeyRecord record =
        new KeyRecord(
            KeyRecord.VERSION,
            name,
            1,
            purpose,
            plan.threshold().t(),
            keyIds,
            allowed,
            members,
            quorums,
            purpose.equals("document"));
    Jws jws = Jws.sign("RS256", KeyRecord.TYPE, swaSerial, Json.write(record), swa);
    return new RingRecord.KeyEntry(
        jws.text(),
        families.stream().sorted().map(f -> PublicRecordEntry.of(dealing.record(f))).toList());
  }

  Jws ring(
      List<RingRecord.PartyEntry> parties,
      List<RingRecord.AgentEntry> agents,
      List<RingRecord.KeyEntry> keys,
      Instant now) {
    RingRecord record =
        new RingRecord(
            RingRecord.VERSION,
            plan.ring(),
            0,
            RingRecord.NO_PREVIOUS,
            now.getEpochSecond(),
            parties,
            agents,
            keys);
    return Jws.sign("RS256", RingRecord.TYPE, swaSerial, Json.write(record), swa);
  }

  private String serial(String device) {
    String serial = serials.get(device);
    if (serial == null) {
      throw new IllegalStateException("no identity key was made for " + device);
    }
    return serial;
  }

  private static RSAPublicKey publicKey(PublicRecord record) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new RSAPublicKeySpec(
                      record.modulus(), BigInteger.valueOf(record.publicExponent())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
