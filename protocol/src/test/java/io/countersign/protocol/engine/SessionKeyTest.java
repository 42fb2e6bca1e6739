package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Both implementations of session keys, and a third that is BouncyCastle's. */
class SessionKeyTest {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);
  private static final byte[] E = scalar(1);
  private static final byte[] S = scalar(2);
  private static final byte[] R = scalar(3);
  private static final byte[] SALT = new byte[32];
  private static final byte[] INFO = "info".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ASSOCIATED = {7, 7};
  private static final byte[] PLAIN = "what is sealed".getBytes(StandardCharsets.US_ASCII);

  private final Random random = new Random(20261121);

  @Test
  void agreesWithAnIndependentComputation() throws Exception {
    byte[] expected = reference(SALT, INFO, 5, ASSOCIATED, PLAIN);
    assertThat(HexFormat.of().formatHex(expected))
        .as("frozen, so that a change of the derivation shows")
        .isEqualTo(FROZEN);
    for (Function<byte[], AgreementKey> with : implementations()) {
      try (SessionKey sender = sender(with);
          SessionKey recipient = recipient(with)) {
        assertThat(sender.seal(5, ASSOCIATED, PLAIN)).isEqualTo(expected);
        assertThat(recipient.open(5, ASSOCIATED, expected)).contains(PLAIN);
      }
    }
  }

  private static final String FROZEN =
      "5775e63c79ed276dbf8746b65c208a6d23a5219bd1654865b46bb2dbf93a";

  @Test
  void implementationsReadOneAnotherWhateverTheLength() throws Exception {
    for (int round = 0; round < 60; round++) {
      byte[] plain = new byte[round < 40 ? round : random.nextInt(100_000)];
      byte[] associated = new byte[random.nextInt(300)];
      random.nextBytes(plain);
      random.nextBytes(associated);
      long number = 1 + (random.nextLong() >>> 1);
      byte[] expected = reference(SALT, INFO, number, associated, plain);
      for (Function<byte[], AgreementKey> with : implementations()) {
        try (SessionKey sender = sender(with);
            SessionKey recipient = recipient(with)) {
          assertThat(sender.seal(number, associated, plain)).isEqualTo(expected);
          assertThat(recipient.open(number, associated, expected)).contains(plain);
        }
      }
    }
  }

  @Test
  void aKeyIsOfItsSaltItsInfoAndAllThreeKeys() {
    for (Function<byte[], AgreementKey> with : implementations()) {
      try (SessionKey sender = sender(with);
          AgreementKey own = with.apply(R);
          AgreementKey other = with.apply(scalar(4))) {
        byte[] sealed = sender.seal(1, ASSOCIATED, PLAIN);
        byte[] e = spki(E);
        byte[] s = spki(S);
        for (SessionKey wrong :
            List.of(
                SessionKey.fromSender(other, e, s, SALT, INFO),
                SessionKey.fromSender(own, s, s, SALT, INFO),
                SessionKey.fromSender(own, e, e, SALT, INFO),
                SessionKey.fromSender(own, s, e, SALT, INFO),
                SessionKey.fromSender(own, e, s, scalar(1), INFO),
                SessionKey.fromSender(own, e, s, SALT, PLAIN))) {
          assertThat(wrong.open(1, ASSOCIATED, sealed)).isEmpty();
          wrong.close();
        }
      }
    }
  }

  @Test
  void opensNothingThatWasAltered() {
    for (Function<byte[], AgreementKey> with : implementations()) {
      try (SessionKey sender = sender(with);
          SessionKey recipient = recipient(with)) {
        byte[] sealed = sender.seal(1, ASSOCIATED, PLAIN);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
          byte[] altered = sealed.clone();
          altered[bit / 8] ^= (byte) (1 << bit % 8);
          assertThat(recipient.open(1, ASSOCIATED, altered)).isEmpty();
        }
        for (int length = 0; length < sealed.length; length++) {
          assertThat(recipient.open(1, ASSOCIATED, Arrays.copyOf(sealed, length))).isEmpty();
        }
        assertThat(recipient.open(1, ASSOCIATED, Arrays.copyOf(sealed, sealed.length + 1)))
            .isEmpty();
        assertThat(recipient.open(2, ASSOCIATED, sealed)).isEmpty();
        assertThat(recipient.open(1L << 32 | 1, ASSOCIATED, sealed)).isEmpty();
        assertThat(recipient.open(1, new byte[] {7, 8}, sealed)).isEmpty();
        assertThat(recipient.open(1, ASSOCIATED, sealed)).contains(PLAIN);
      }
    }
  }

  @Test
  void sealsEachNumberOnceAtMost() {
    for (Function<byte[], AgreementKey> with : implementations()) {
      try (SessionKey sender = sender(with)) {
        sender.seal(10, ASSOCIATED, PLAIN);
        for (long used : new long[] {10, 9, 1, 0, -1, Long.MIN_VALUE}) {
          assertThatThrownBy(() -> sender.seal(used, ASSOCIATED, PLAIN))
              .isInstanceOf(IllegalStateException.class);
        }
        sender.seal(11, ASSOCIATED, PLAIN);
      }
    }
  }

  @Test
  void refusesWhatIsNoPointOnTheCurve() {
    byte[] good = spki(E);
    byte[] off = good.clone();
    off[90] ^= 1;
    byte[] compressed = Arrays.copyOf(good, 26 + 33);
    compressed[26] = 2;
    byte[] infinity = Arrays.copyOf(good, 27);
    infinity[26] = 0;
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(good, 27), 91);
    for (Function<byte[], AgreementKey> with : implementations()) {
      try (AgreementKey own = with.apply(R)) {
        for (byte[] bad : List.of(off, compressed, infinity, zeros, new byte[0], new byte[91])) {
          assertThatThrownBy(() -> SessionKey.fromSender(own, bad, good, SALT, INFO))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> SessionKey.fromSender(own, good, bad, SALT, INFO))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> SessionKey.toRecipient(own, own, bad, SALT, INFO))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }

  @Test
  void libcryptoItselfRefusesAPointOffTheCurve() {
    Assumptions.assumeTrue(LibcryptoAgreement.USABLE, "no libcrypto here");
    byte[] point = AgreementKey.point(spki(E));
    point[64] ^= 1;
    try (OpensslAgreementKey own = OpensslAgreementKey.of(R);
        SecureBuffer to = new SecureBuffer(32)) {
      assertThatThrownBy(() -> own.agree(point, to, 0)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> own.agree(point, to, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void refusesScalarsThatAreNone() {
    byte[] order = P256.Q.toByteArray();
    byte[] q = Arrays.copyOfRange(order, order.length - 32, order.length);
    for (Function<byte[], AgreementKey> with : implementations()) {
      assertThatThrownBy(() -> with.apply(new byte[32]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> with.apply(q)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aClosedKeyDoesNothingAndNoKeyPrintsItself() {
    for (Function<byte[], AgreementKey> with : implementations()) {
      AgreementKey agreement = with.apply(R);
      SessionKey session = recipient(with);
      assertThat(session).hasToString("SessionKey[redacted]");
      assertThat(agreement.toString()).matches("AgreementKey\\[[0-9a-f]{32}, redacted]");
      agreement.close();
      agreement.close();
      session.close();
      session.close();
      assertThatThrownBy(() -> SessionKey.fromSender(agreement, spki(E), spki(S), SALT, INFO))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> session.open(1, ASSOCIATED, new byte[16]))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> session.seal(1, ASSOCIATED, PLAIN))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void bothEndsHaveTheSameSecretWithEveryImplementation() {
    List<byte[]> secrets = new ArrayList<>();
    for (Function<byte[], AgreementKey> with : implementations()) {
      try (AgreementKey one = with.apply(S);
          AgreementKey other = with.apply(R)) {
        secrets.add(shown(one.secretWith(spki(R), SALT, INFO)));
        secrets.add(shown(other.secretWith(spki(S), SALT, INFO)));
        assertThat(shown(one.secretWith(spki(R), SALT, ASSOCIATED))).isNotEqualTo(secrets.get(0));
        assertThatThrownBy(() -> one.secretWith(new byte[91], SALT, INFO))
            .isInstanceOf(IllegalArgumentException.class);
      }
      AgreementKey closed = with.apply(R);
      closed.close();
      assertThatThrownBy(() -> closed.secretWith(spki(S), SALT, INFO))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(secrets).allMatch(secret -> Arrays.equals(secret, secrets.get(0)));
    try (DerivedKey expected = new HeapDerivedKey(Hkdf.derive(ecdh(S), SALT, INFO))) {
      assertThat(secrets.get(0)).isEqualTo(expected.hmac(INFO));
    }
  }

  /** Tells keys apart without showing them. */
  private static byte[] shown(DerivedKey secret) {
    try (secret) {
      return secret.hmac(INFO);
    }
  }

  /** RFC 5869, appendix A.1; its first 32 octets. */
  @Test
  void hkdfIsThatOfTheRfc() {
    HexFormat hex = HexFormat.of();
    byte[] derived =
        Hkdf.derive(
            hex.parseHex("0b".repeat(22)),
            hex.parseHex("000102030405060708090a0b0c"),
            hex.parseHex("f0f1f2f3f4f5f6f7f8f9"));
    assertThat(hex.formatHex(derived))
        .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  }

  @Test
  void freshKeysDifferAndPemGivesTheSamePublicKey() {
    try (AgreementKey one = AgreementKey.fresh();
        AgreementKey two = AgreementKey.fresh();
        P256KeyPair pair = P256Keys.generate();
        AgreementKey read = AgreementKey.fromPem(pair.pkcs8Pem())) {
      assertThat(one.spki()).isNotEqualTo(two.spki());
      assertThat(read.spki()).isEqualTo(pair.spki());
      assertThat(HeapAgreementKey.generate().spki()).hasSize(91);
    }
  }

  private static List<Function<byte[], AgreementKey>> implementations() {
    return LibcryptoAgreement.USABLE
        ? List.of(OpensslAgreementKey::of, HeapAgreementKey::new)
        : List.of(HeapAgreementKey::new);
  }

  private static SessionKey sender(Function<byte[], AgreementKey> with) {
    try (AgreementKey ephemeral = with.apply(E);
        AgreementKey own = with.apply(S)) {
      return SessionKey.toRecipient(ephemeral, own, spki(R), SALT, INFO);
    }
  }

  private static SessionKey recipient(Function<byte[], AgreementKey> with) {
    try (AgreementKey own = with.apply(R)) {
      return SessionKey.fromSender(own, spki(E), spki(S), SALT, INFO);
    }
  }

  /** BouncyCastle's lightweight ECDH, HKDF and AES-GCM, after the formulas of SessionKey. */
  private static byte[] reference(
      byte[] salt, byte[] info, long number, byte[] associated, byte[] plain)
      throws InvalidCipherTextException {
    byte[] agreed = new byte[64];
    System.arraycopy(ecdh(E), 0, agreed, 0, 32);
    System.arraycopy(ecdh(S), 0, agreed, 32, 32);
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(agreed, salt, info));
    byte[] key = new byte[32];
    hkdf.generateBytes(key, 0, 32);
    byte[] nonce = new byte[12];
    for (int i = 0; i < 8; i++) {
      nonce[4 + i] = (byte) (number >>> 8 * (7 - i));
    }
    var gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
    gcm.init(true, new AEADParameters(new KeyParameter(key), 128, nonce, associated));
    byte[] out = new byte[gcm.getOutputSize(plain.length)];
    int done = gcm.processBytes(plain, 0, plain.length, out, 0);
    gcm.doFinal(out, done);
    return out;
  }

  private static byte[] ecdh(byte[] own) {
    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
    agreement.init(new ECPrivateKeyParameters(new BigInteger(1, own), DOMAIN));
    BigInteger x =
        agreement.calculateAgreement(
            new ECPublicKeyParameters(
                CURVE.getG().multiply(new BigInteger(1, R)).normalize(), DOMAIN));
    return Octets.fixed(x, 32);
  }

  private static byte[] spki(byte[] scalar) {
    return IdentityPublicKey.fromPoint(
            CURVE.getG().multiply(new BigInteger(1, scalar)).normalize().getEncoded(false))
        .spki();
  }

  private static byte[] scalar(int seed) {
    byte[] octets = new byte[32];
    new Random(seed).nextBytes(octets);
    octets[0] = 1;
    return octets;
  }
}
