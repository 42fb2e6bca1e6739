package io.countersign.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingRecord.PartyEntry;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.testing.RingForge;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * One message with fixed keys, its octets frozen, opened a second time by the JDK's own ECDH, HMAC
 * and AES-GCM from the formulas alone (M7).
 */
class SessionVectorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String IDENTITY = der(1);
  private static final String SENDER = der(2);
  private static final String RECIPIENT = der(3);
  private static final String EPHEMERAL = der(4);
  private static final String FROZEN =
      "0200c4bf6176026466726f6d6d636f6f7264696e61746f722d3162746f686465766963652d316565"
          + "706f636800676368616e6e656c781e313739353236323430303030302d6262303335396266326433"
          + "3563623538636b6579585b3059301306072a8648ce3d020106082a8648ce3d030107034200047310"
          + "3ec30b3ccf57daae08e93534aef144a35940cf6bbba12a0cf7cbd5d65a64d82c8c99e9d3c45f9245"
          + "ba9b27982c9aea8ec1db94b19c44795942c0eb22aa32666973737565641b000001a1fdfa4600ff40"
          + "08d181059a6f8d59fb3118f021a8716ebd6f7b4908498429157a1741a6a1b3c0f1a76271c6a0c60b"
          + "6c116b886ff0fe046a0d36a9c169967c49bfd6b2398d36f20000000000000001000001a1fdfa4600"
          + "000001a1fdfb30608e3de48828848ec16306ecfe3fece9321089d4e40c7a829d11174e286da861c2"
          + "7e88368519eb72b0beab277860";

  private final TestRing testRing = TestRing.of(2, 2, 2, 2);

  @Test
  void theOctetsAreFrozenAndTheFormulasOpenThem() throws Exception {
    try (IdentitySigner identity = IdentitySigner.fromPem(pem(IDENTITY));
        AgreementKey sender = AgreementKey.fromPem(pem(SENDER));
        AgreementKey recipient = AgreementKey.fromPem(pem(RECIPIENT))) {
      Ring ring = ring(identity, sender, recipient);
      Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
      EnvelopeSealer sealer =
          new EnvelopeSealer(
              TestRing.COORDINATOR,
              ring,
              identity::sign,
              sender,
              clock,
              new Random(5),
              () -> AgreementKey.fromPem(pem(EPHEMERAL)),
              2);
      EnvelopeOpener opener =
          new EnvelopeOpener("device-1", ring, Set.of(Role.COORDINATOR), recipient, clock);
      sealer.seal("device-2", new DeviceProtocol.Probe(1));
      SealedEnvelope sealed = sealer.seal("device-1", new DeviceProtocol.Probe(77));

      byte[] octets = new SealedEnvelopeSerializer().toBinary(sealed);
      assertThat(opener.open(sealed).message()).isEqualTo(new DeviceProtocol.Probe(77));
      Body body = Wire.decode("wire:payload", openedByFormula(sealed, sender, ring), Body.class);
      assertThat(body.type()).isEqualTo("probe");
      assertThat(Wire.decode(body.type(), body.payload().toByteArray()))
          .isEqualTo(new DeviceProtocol.Probe(77));
      assertThat(HexFormat.of().formatHex(octets)).isEqualTo(FROZEN);
    }
  }

  private static byte[] openedByFormula(SealedEnvelope sealed, AgreementKey sender, Ring ring)
      throws Exception {
    Opening opening = Wire.decode("envelope:form", sealed.opening().toByteArray(), Opening.class);
    byte[] signed = enc(ascii("countersign/session-open"), sealed.opening().toByteArray());
    assertThat(
            ring.party(opening.from())
                .orElseThrow()
                .verify(signed, sealed.signature().toByteArray()))
        .isTrue();
    byte[] salt = MessageDigest.getInstance("SHA-256").digest(signed);
    byte[] info =
        enc(
            ascii("countersign/session"),
            ascii("coordinator-1"),
            ascii("device-1"),
            number(0),
            ascii(opening.channel()));
    byte[] agreed =
        ByteBuffer.allocate(64)
            .put(ecdh(opening.key().toByteArray()))
            .put(ecdh(sender.spki()))
            .array();
    byte[] extracted = hmac(salt, agreed);
    byte[] block = ByteBuffer.allocate(info.length + 1).put(info).put((byte) 1).array();
    byte[] associated =
        enc(
            ascii("countersign/session-message"),
            salt,
            sealed.signature().toByteArray(),
            number(1),
            number(NOW.toEpochMilli()),
            number(NOW.toEpochMilli() + 60_000));
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(hmac(extracted, block), "AES"),
        new GCMParameterSpec(128, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    cipher.updateAAD(associated);
    return cipher.doFinal(sealed.sealed().toByteArray());
  }

  private static byte[] ecdh(byte[] peer) throws Exception {
    KeyFactory keys = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(
        keys.generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of().parseHex(RECIPIENT))));
    agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(peer)), true);
    return agreement.generateSecret();
  }

  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }

  private static byte[] enc(byte[]... fields) {
    ByteBuffer out = ByteBuffer.allocate(2000);
    for (byte[] field : fields) {
      out.putInt(field.length).put(field);
    }
    byte[] octets = new byte[out.position()];
    out.flip().get(octets);
    return octets;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private Ring ring(IdentitySigner identity, AgreementKey sender, AgreementKey recipient) {
    RingForge forge = new RingForge(testRing);
    return forge.open(
        forge.withParties(
            parties ->
                parties.stream()
                    .map(
                        p ->
                            switch (p.name()) {
                              case TestRing.COORDINATOR ->
                                  party(p, hex(identity.publicKey().spki()), hex(sender.spki()));
                              case "device-1" -> party(p, p.identity(), hex(recipient.spki()));
                              default -> p;
                            })
                    .toList()));
  }

  private static PartyEntry party(PartyEntry p, String identity, String agreement) {
    return new PartyEntry(
        p.name(), p.role(), p.address(), identity, agreement, p.tls(), "", p.revoked());
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  /** PKCS#8 of the private scalar 0101..01 and so on: test keys. */
  private static String der(int octet) {
    return "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420"
        + Octets.of(new byte[] {(byte) octet}).hex().repeat(32);
  }

  private static byte[] pem(String der) {
    String text = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(der));
    return ascii("-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
  }
}
