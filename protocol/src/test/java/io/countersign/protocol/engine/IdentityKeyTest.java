package io.countersign.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class IdentityKeyTest {
  @Test
  void serialIsTheFirst16OctetsOfTheHashOfTheKey() throws Exception {
    byte[] spki = freshSpki();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(spki);

    IdentityPublicKey key = IdentityPublicKey.fromSpki(spki);

    assertThat(key.spki()).isEqualTo(spki);
    assertThat(key.spkiSha256()).isEqualTo(hash);
    assertThat(key.serial()).isEqualTo(HexFormat.of().formatHex(hash).substring(0, 32));
    assertThat(key).isEqualTo(IdentityPublicKey.fromSpki(spki.clone()));
    assertThat(key).isNotEqualTo(IdentityPublicKey.fromSpki(freshSpki()));
  }

  @Test
  void refusesEveryOtherFormOfPublicKey() throws Exception {
    byte[] spki = freshSpki();
    assertRefused(new byte[0]);
    assertRefused(Arrays.copyOf(spki, 90));
    assertRefused(Arrays.copyOf(spki, 92));
    assertRefused(generated("EC", new ECGenParameterSpec("secp384r1")).getPublic().getEncoded());
    assertRefused(generated("RSA", null).getPublic().getEncoded());
    for (int at = 0; at < spki.length; at++) {
      byte[] changed = spki.clone();
      changed[at] ^= 1;
      assertRefused(changed);
    }
    byte[] coordinatesTooLarge = spki.clone();
    Arrays.fill(coordinatesTooLarge, 27, 91, (byte) 0xff);
    assertRefused(coordinatesTooLarge);
  }

  @Test
  void aGeneratedPairSignsAndVerifiesThroughItsFiles() {
    try (P256KeyPair pair = P256Keys.generate();
        IdentitySigner signer = IdentitySigner.fromPem(pair.pkcs8Pem())) {
      byte[] message = {1, 2, 3};

      assertThat(signer.publicKey()).isEqualTo(IdentityPublicKey.fromSpki(pair.spki()));
      assertThat(IdentityVerifier.verify(signer.publicKey(), message, signer.sign(message)))
          .isTrue();
      assertThat(pair.toString()).isEqualTo("P256KeyPair[redacted]");
    }
  }

  @Test
  void aClosedPairIsWiped() {
    P256KeyPair pair = P256Keys.generate();
    pair.close();
    assertThat(pair.pkcs8()).containsOnly(0);
  }

  @Test
  void readsTheFormThatOpensslWritesWithThePublicKeyInside() {
    // openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256, key of RFC 6979, A.2.5.
    String der =
        "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420"
            + "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
            + "a14403420004"
            + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
    try (IdentitySigner signer = IdentitySigner.fromPem(pem("PRIVATE KEY", der))) {
      assertThat(HexFormat.of().formatHex(signer.publicKey().point()))
          .startsWith("0460fed4ba255a9d31c961eb74c6356d68c049b8");
    }
  }

  @Test
  void refusesEveryOtherFormOfPrivateKey() throws Exception {
    byte[] p384 = generated("EC", new ECGenParameterSpec("secp384r1")).getPrivate().getEncoded();
    byte[] rsa = generated("RSA", null).getPrivate().getEncoded();
    String right = HexFormat.of().formatHex(P256Keys.generate().pkcs8());

    assertRefusedPem(new byte[0], "no block BEGIN PRIVATE KEY");
    assertRefusedPem(pem("EC PRIVATE KEY", right), "no block BEGIN PRIVATE KEY");
    assertRefusedPem(pem("ENCRYPTED PRIVATE KEY", right), "no block BEGIN PRIVATE KEY");
    assertRefusedPem(pem("PRIVATE KEY", ""), "its DER is not that of a P-256 key");
    assertRefusedPem(
        pem("PRIVATE KEY", HexFormat.of().formatHex(p384)), "its algorithm is not ecPublicKey");
    assertRefusedPem(
        pem("PRIVATE KEY", HexFormat.of().formatHex(rsa)), "its DER is longer than that");
    for (int cut = 2; cut < right.length(); cut += 2) {
      assertRefusedPem(pem("PRIVATE KEY", right.substring(0, cut)), "");
    }
  }

  @Test
  void makesRsaKeysOfThisJavasOwnProvider() {
    KeyPair pair = RsaKeys.generate(2048);

    assertThat(((RSAPublicKey) pair.getPublic()).getModulus().bitLength()).isEqualTo(2048);
    assertThat(((RSAPublicKey) pair.getPublic()).getPublicExponent()).isEqualTo(65537);
    assertThat(pair.getPrivate().getClass().getName()).startsWith("sun.security.rsa");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RsaKeys.generate(1024))
        .withMessage("RSA keys have 2048, 3072 or 4096 bits, got 1024");
  }

  private static void assertRefused(byte[] spki) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdentityPublicKey.fromSpki(spki))
        .withMessageStartingWith("identity key must be a ");
  }

  private static void assertRefusedPem(byte[] pem, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdentitySigner.fromPem(pem))
        .withMessageStartingWith(
            "private key file must be an unencrypted PKCS#8 PEM file of a P-256 key: " + why);
  }

  private static byte[] freshSpki() {
    return P256Keys.generate().spki();
  }

  private static KeyPair generated(
      String algorithm,
      java.security.spec.@org.jspecify.annotations.Nullable AlgorithmParameterSpec spec)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (spec != null) {
      generator.initialize(spec);
    }
    return generator.generateKeyPair();
  }

  private static byte[] pem(String label, String der) {
    return ("-----BEGIN "
            + label
            + "-----\r\n"
            + Base64.getMimeEncoder().encodeToString(HexFormat.of().parseHex(der))
            + "\r\n-----END "
            + label
            + "-----\r\n")
        .getBytes(US_ASCII);
  }
}
