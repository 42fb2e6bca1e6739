package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Derived ids and salts and the octets that identity keys sign; answers made by another program.
 */
class SessionTest {
  private static final Octets REQUEST = counting(0);
  private static final Octets RECORD = counting(32);
  private static final Octets DOCHASH = counting(64);
  private static final HeaderHash H = new HeaderHash(counting(96));
  private static final List<Octets> KEYS = List.of(sha256("key1"), sha256("key3"));

  @Test
  void theSessionIdIsDerivedFromWhatTheAttemptIsAbout() {
    assertThat(sessionId(1, List.of(1, 3), KEYS, 2))
        .hasToString("2f795f4030acdee1835f0c0538ab2b1c105e162a04b11892ad4167c1c8155b1a");
    assertThat(sessionId(Enc.NONE, List.of(1, 3), KEYS, 2))
        .hasToString("7ffcd70e8d001df03c708bf66edfdb21bf7ff29ea5e6cd4c05799048bcdb1309");
  }

  @Test
  void theSessionIdBindsTheIdentityKeysOfTheSigners() {
    assertThat(sessionId(1, List.of(1, 3), List.of(KEYS.get(0), sha256("key4")), 2))
        .isNotEqualTo(sessionId(1, List.of(1, 3), KEYS, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> sessionId(1, List.of(1, 2, 3), KEYS, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> sessionId(1, List.of(1, 3), KEYS, 0));
  }

  @Test
  void theHeaderHashIsThatOfItsFields() {
    SessionHeader header =
        new SessionHeader(
            new KeyId(Octets.of(new byte[32])),
            0,
            sessionId(1, List.of(1, 3), KEYS, 2),
            SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256,
            DOCHASH,
            Octets.EMPTY,
            SigningMode.PARALLEL,
            1,
            List.of(1, 3));

    assertThat(header.hash())
        .hasToString("b18a649a0e628c8c4b3fc53bb11aa21a0425a725e063c51c608c8ea772ed2156");
  }

  @Test
  void refusesASessionIdThatTheDeviceDidNotDerive() {
    SessionHeader header = Toy.header(Toy.add(), 0, 1, 2);

    header.checkSessionId(header.sessionId());
    Checks.assertFails(
        "header:session", () -> header.checkSessionId(sessionId(1, List.of(1, 3), KEYS, 1)));
  }

  @Test
  void theSaltIsDerivedFromTheRequest() {
    assertThat(salt(SignatureAlgorithm.RSASSA_PSS_SHA256, DOCHASH))
        .hasToString("8d89c8f84fca0f3f7f0b7e7a6c7e882dd61ffb60377ab6595edffc18dfc784ab");
    Octets longHash = Octets.ofHex(DOCHASH.hex() + H.octets().hex());
    assertThat(salt(SignatureAlgorithm.RSASSA_PSS_SHA512, longHash))
        .hasToString(
            "5c36fce81075fa695a17d1aa1fc3200d471b33adfff9273720a1925ad559ad6e"
                + "34d68612884163ac2936dade39572a83eecfc20de23ffa4071e03e2cd2715e5c");
    assertThat(salt(SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, DOCHASH)).isEqualTo(Octets.EMPTY);
  }

  @Test
  void refusesASaltThatTheDeviceDidNotDerive() {
    SessionHeader header = Toy.header(Toy.add(), 0, 1, 2);

    header.checkSalt(Octets.EMPTY);
    Checks.assertFails("salt:derived", () -> header.checkSalt(Octets.of(new byte[32])));
  }

  @Test
  void aVoteNamesAttemptAndDevice() {
    assertThat(SignedOctets.vote(H, 2))
        .hasToString("00000010636f756e7465727369676e2f766f746500000020" + H + "0000000400000002");
  }

  @Test
  void aPartialSignatureNamesAttemptDeviceAndValue() {
    PartialSignature partial = new PartialSignature(2, BigInteger.valueOf(0x123));

    assertThat(SignedOctets.partial(Toy.add(), H, partial))
        .hasToString(
            "00000013636f756e7465727369676e2f7061727469616c00000020"
                + H
                + "0000000400000002000000020123");
  }

  @Test
  void aHopNamesAttemptPositionDeviceValuesAndProof() {
    BigInteger yIn = BigInteger.valueOf(25);
    BigInteger y = BigInteger.valueOf(0x123);
    ProofOfCorrectness proof = new ProofOfCorrectness(BigInteger.valueOf(7), BigInteger.valueOf(9));

    assertThat(SignedOctets.hop(Toy.mult(), H, new Hop(1, 3, yIn, y, Optional.of(proof))))
        .hasToString(
            "0000000f636f756e7465727369676e2f686f7000000020"
                + H
                + "00000004000000010000000400000003000000020019000000020123"
                + "00000020"
                + "0".repeat(63)
                + "7"
                + "00000032"
                + "0".repeat(99)
                + "9");
    assertThat(SignedOctets.hop(Toy.mult(), H, new Hop(2, 1, yIn, y, Optional.empty())))
        .hasToString(
            "0000000f636f756e7465727369676e2f686f7000000020"
                + H
                + "00000004000000020000000400000001000000020019000000020123"
                + "0000000000000000");
  }

  private static SessionId sessionId(
      int row, List<Integer> signers, List<Octets> keys, int attempt) {
    return SessionId.derive(
        RECORD,
        REQUEST,
        "document",
        SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256,
        SigningMode.PARALLEL,
        row,
        signers,
        keys,
        attempt);
  }

  private static Octets salt(SignatureAlgorithm algorithm, Octets dochash) {
    return DerivedSalt.derive(Toy.N, Toy.E, REQUEST, dochash, algorithm);
  }

  private static Octets sha256(String text) {
    return Octets.of(text.getBytes(StandardCharsets.US_ASCII)).sha256();
  }

  /** 32 octets that count up. */
  private static Octets counting(int first) {
    byte[] octets = new byte[32];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (first + i);
    }
    return Octets.of(octets);
  }
}
