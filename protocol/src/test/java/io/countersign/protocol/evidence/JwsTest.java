package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.engine.P256KeyPair;
import io.countersign.protocol.engine.P256Keys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwsTest {
  private static final String TYPE = "countersign-request+jws";
  private static final IdentitySigner SIGNER = signer();
  private static final String SERIAL = SIGNER.publicKey().serial();
  private static final byte[] PAYLOAD = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
  private static final Jws GOOD = Jws.sign("ES256", TYPE, SERIAL, PAYLOAD, SIGNER::sign);

  private static IdentitySigner signer() {
    try (P256KeyPair pair = P256Keys.generate()) {
      return IdentitySigner.fromPem(pair.pkcs8Pem());
    }
  }

  @Test
  void readsWhatItSignedAndKeepsEveryOctet() {
    Jws read = parse(GOOD.text());
    assertThat(read).isEqualTo(GOOD);
    verify(read, "ES256", SERIAL);
    assertThat(read.payload().toByteArray()).isEqualTo(PAYLOAD);
  }

  @Test
  void isReadByAnotherLibrary() throws GeneralSecurityException, JOSEException, ParseException {
    ECPublicKey key =
        (ECPublicKey)
            KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(SIGNER.publicKey().spki()));
    JWSObject read = JWSObject.parse(GOOD.text());
    assertThat(read.verify(new ECDSAVerifier(key))).isTrue();
    assertThat(read.getPayload().toBytes()).isEqualTo(PAYLOAD);
    assertThat(read.getHeader().getType()).hasToString(TYPE);
    assertThat(read.getHeader().getKeyID()).isEqualTo(SERIAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES256\",\"kid\":\"K\"}",
        "{\"alg\":\"ES256\",\"typ\":\"T\"}",
        "{\"kid\":\"K\",\"typ\":\"T\"}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"cty\":\"x\"}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"crit\":[\"b64\"],\"b64\":false}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"b64\":true}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"jku\":\"https://example.com\"}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"x5c\":[\"AA==\"]}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"zip\":\"DEF\"}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"T\",\"other\":null}",
        "{\"alg\":\"ES256\",\"alg\":\"none\",\"kid\":\"K\",\"typ\":\"T\"}",
        "{\"alg\":\"ES256\",\"kid\":\"L\",\"kid\":\"K\",\"typ\":\"T\"}",
        "{\"alg\":\"ES256\",\"kid\":null,\"typ\":\"T\"}",
        "{\"alg\":\"ES256\",\"kid\":5,\"typ\":\"T\"}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":null}",
        "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":[\"T\"]}",
        "{\"alg\":null,\"kid\":\"K\",\"typ\":\"T\"}",
        "{\"alg\":\"none\",\"kid\":\"K\",\"typ\":\"T\"}",
        "{\"alg\":\"\",\"kid\":\"K\",\"typ\":\"T\"}",
        "{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"kid\":\"K\",\"typ\":\"T\"}",
        "[\"alg\"]",
        "{}",
        "",
        "null",
        "\"text\""
      })
  void refusesAnyOtherHeader(String header) {
    assertThatThrownBy(() -> parse(signed(header)))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo("jws"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "countersign-approval+jws",
        "JWT",
        "COUNTERSIGN-REQUEST+JWS",
        "countersign-request+jws "
      })
  void refusesAnotherType(String type) {
    String header = "{\"alg\":\"ES256\",\"kid\":\"K\",\"typ\":\"" + type + "\"}";
    assertThatThrownBy(() -> parse(signed(header)))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isEqualTo("jws:type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HS256", "RS256", "PS256", "ES512", "EdDSA", "ES256K", "es256", "NONE"})
  void verifiesUnderTheAlgorithmOfTheRegisteredKeyOnly(String algorithm) {
    String text = signed("{\"alg\":\"" + algorithm + "\",\"kid\":\"K\",\"typ\":\"T\"}");
    assertThatThrownBy(() -> verify(parse(text), "ES256", SERIAL))
        .isInstanceOfSatisfying(
            EvidenceException.class, e -> assertThat(e.check()).isIn("jws", "request:signature"));
  }

  @Test
  void refusesTheSignatureOfAnotherKeyOrUnderAnotherName() {
    assertThatThrownBy(() -> verify(parse(GOOD.text()), "ES256", "0".repeat(32)))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("want " + "0".repeat(32));
    IdentitySigner other = signer();
    Jws forged = Jws.sign("ES256", TYPE, SERIAL, PAYLOAD, other::sign);
    assertThatThrownBy(() -> verify(parse(forged.text()), "ES256", SERIAL))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("does not verify");
  }

  @Test
  void refusesEveryChangedCharacter() {
    String text = GOOD.text();
    for (int at = 0; at < text.length(); at++) {
      char changed = text.charAt(at) == 'A' ? 'B' : 'A';
      String altered = text.substring(0, at) + changed + text.substring(at + 1);
      assertThatThrownBy(() -> verify(parse(altered), "ES256", SERIAL))
          .as("character " + at)
          .isInstanceOf(EvidenceException.class);
    }
  }

  @Test
  void refusesEveryTruncation() {
    String text = GOOD.text();
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> verify(parse(cut), "ES256", SERIAL))
          .as(length + " characters")
          .isInstanceOf(EvidenceException.class);
    }
  }

  @Test
  void refusesASecondTextForTheSameOctets() {
    String[] parts = GOOD.text().split("\\.");
    for (String other :
        new String[] {
          GOOD.text() + "=",
          GOOD.text() + "\n",
          " " + GOOD.text(),
          GOOD.text() + ".",
          "." + GOOD.text(),
          GOOD.text() + ".AAAA",
          parts[0] + "." + parts[1] + "=." + parts[2],
          parts[0] + ".\u00a0" + parts[1] + "." + parts[2],
          parts[0] + "." + parts[1].charAt(0) + "\r\n" + parts[1].substring(1) + "." + parts[2],
          parts[0] + ".." + parts[2],
          withUnusedBits(parts)
        }) {
      assertThatThrownBy(() -> verify(parse(other), "ES256", SERIAL))
          .as(other)
          .isInstanceOf(EvidenceException.class);
    }
  }

  @Test
  void refusesTextBeyondItsBoundBeforeItParsesIt() {
    String text = "x".repeat(4097);
    assertThatThrownBy(() -> Jws.parse(text, TYPE, 4096))
        .isInstanceOf(EvidenceException.class)
        .hasMessage("jws: 4097 characters, at most 4096");
  }

  @Test
  void refusesAHeaderNestedWithoutEnd() {
    String deep = "{\"alg\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> parse(signed(deep))).isInstanceOf(EvidenceException.class);
    String wide = "{\"alg\":\"ES256\",\"kid\":\"" + "k".repeat(100_000) + "\",\"typ\":\"T\"}";
    assertThatThrownBy(() -> verify(parse(signed(wide)), "ES256", SERIAL))
        .isInstanceOf(EvidenceException.class)
        .message()
        .hasSizeLessThan(400);
  }

  /** The last character of the signature, 64 octets, has four unused bits. */
  private static String withUnusedBits(String[] parts) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    String signature = parts[2];
    int last = alphabet.indexOf(signature.charAt(signature.length() - 1));
    return parts[0]
        + "."
        + parts[1]
        + "."
        + signature.substring(0, signature.length() - 1)
        + alphabet.charAt(last + 1);
  }

  private static String signed(String header) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String named =
        header.replace("\"K\"", "\"" + SERIAL + "\"").replace("\"T\"", "\"" + TYPE + "\"");
    String input =
        base64.encodeToString(named.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString(PAYLOAD);
    return input
        + "."
        + base64.encodeToString(SIGNER.sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Jws parse(String text) {
    return Jws.parse(text, TYPE, Jws.MAX_CHARS);
  }

  private static void verify(Jws jws, String algorithm, String keyId) {
    jws.verify(
        algorithm,
        keyId,
        (octets, signature) -> IdentityVerifier.verify(SIGNER.publicKey(), octets, signature),
        "request:signature");
  }
}
