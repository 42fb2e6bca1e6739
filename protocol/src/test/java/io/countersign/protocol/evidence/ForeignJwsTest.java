package io.countersign.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.protocol.engine.IdentityPublicKey;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wycheproof's and RFC 7520's JWS, aimed at our parser and our check of a signature. None of them
 * is evidence, for none has a {@code typ} of ours, so the parser refuses all; the signatures are
 * checked below the parser.
 */
class ForeignJwsTest {
  private static final String P256_PREFIX =
      "3059301306072a8648ce3d020106082a8648ce3d03010703420004";

  record Case(String name, String jws, boolean valid, JsonNode key) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> wycheproof() {
    List<Case> cases = new ArrayList<>();
    for (JsonNode group :
        ExternalFiles.json("wycheproof/json_web_signature_test.json").path("testGroups")) {
      for (JsonNode test : group.path("tests")) {
        cases.add(
            new Case(
                group.path("comment").asText()
                    + " "
                    + test.path("tcId")
                    + " "
                    + test.path("comment"),
                test.path("jws").isTextual()
                    ? test.path("jws").asText()
                    : test.path("jws").toString(),
                test.path("result").asText().equals("valid"),
                group.path("public")));
      }
    }
    return cases;
  }

  static List<Case> ofOurAlgorithms() {
    return wycheproof().stream()
        .filter(c -> c.key().path("alg").asText().matches("[RE]S256"))
        .filter(c -> c.key().path("use").asText("sig").equals("sig"))
        .filter(
            c -> !c.key().has("key_ops") || c.key().path("key_ops").toString().contains("verify"))
        .toList();
  }

  @Test
  void readsAllOfTheFile() {
    assertThat(wycheproof()).hasSize(401);
    assertThat(ofOurAlgorithms()).hasSizeGreaterThan(250);
  }

  @ParameterizedTest
  @MethodSource("wycheproof")
  void takesNoneOfThemForEvidence(Case c) {
    assertThatThrownBy(() -> Jws.parse(c.jws(), SigningRequest.TYPE, Jws.MAX_CHARS))
        .isInstanceOf(EvidenceException.class);
  }

  @ParameterizedTest
  @MethodSource("ofOurAlgorithms")
  void verifiesExactlyTheValidSignatures(Case c) {
    if (c.valid()) {
      assertThatCode(() -> verify(c)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> verify(c)).isInstanceOf(EvidenceException.class);
    }
  }

  static List<Path> rfc7520() {
    return ExternalFiles.in("rfc7520/jws");
  }

  @ParameterizedTest
  @MethodSource("rfc7520")
  void takesNoSampleOfRfc7520ForEvidence(Path file) {
    JsonNode output = ExternalFiles.json("rfc7520/jws/" + file.getFileName()).path("output");
    for (JsonNode form : output) {
      String text = form.isTextual() ? form.asText() : form.toString();
      assertThatThrownBy(() -> Jws.parse(text, SigningRequest.TYPE, Jws.MAX_CHARS))
          .isInstanceOfSatisfying(
              EvidenceException.class, e -> assertThat(e.check()).isEqualTo("jws"));
    }
  }

  @Test
  void verifiesTheRs256SampleOfRfc7520() {
    JsonNode sample = ExternalFiles.json("rfc7520/jws/4_1.rsa_v15_signature.json");
    JsonNode key = sample.path("input").path("key");
    verify(new Case("4.1", sample.path("output").path("compact").asText(), true, key));
    JsonNode pss = ExternalFiles.json("rfc7520/jws/4_2.rsa-pss_signature.json");
    Case other = new Case("4.2", pss.path("output").path("compact").asText(), false, key);
    assertThatThrownBy(() -> verify(other))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("PS384");
  }

  /** As {@link Jws#parse} would have read it, were the header one of ours. */
  private static void verify(Case c) {
    String[] parts = c.jws().split("\\.", -1);
    if (parts.length != 3) {
      Jws.parse(c.jws(), SigningRequest.TYPE, Jws.MAX_CHARS);
      return;
    }
    try {
      JsonNode header = Json.reader(JsonNode.class).readTree(decoded(parts[0]));
      boolean plain = header.size() == 2 && header.has("alg") && header.has("kid");
      if (!plain) {
        throw new EvidenceException("jws", "header parameters " + header);
      }
      Jws jws =
          new Jws(
              c.jws(),
              header.path("alg").asText(),
              "JWT",
              header.path("kid").asText(),
              Octets.of(decoded(parts[1])));
      boolean rsa = c.key().path("kty").asText().equals("RSA");
      jws.verify(rsa ? "RS256" : "ES256", c.key().path("kid").asText(), verifier(c.key()), "sig");
    } catch (IOException | IllegalArgumentException e) {
      throw new EvidenceException("jws", "not a compact JWS");
    }
  }

  private static Jws.Verifier verifier(JsonNode key) {
    if (key.path("kty").asText().equals("RSA")) {
      RSAPublicKey rsa = rsa(key);
      Ring.Agent agent = new Ring.Agent("a", Ring.serial(rsa), "d", "n", rsa, 1, false);
      return agent::verify;
    }
    byte[] spki =
        HexFormat.of()
            .parseHex(
                P256_PREFIX
                    + HexFormat.of().formatHex(decoded(key.path("x").asText()))
                    + HexFormat.of().formatHex(decoded(key.path("y").asText())));
    IdentityPublicKey identity = IdentityPublicKey.fromSpki(spki);
    return (octets, signature) -> IdentityVerifier.verify(identity, octets, signature);
  }

  private static RSAPublicKey rsa(JsonNode key) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new RSAPublicKeySpec(
                      new BigInteger(1, decoded(key.path("n").asText())),
                      new BigInteger(1, decoded(key.path("e").asText()))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] decoded(String base64Url) {
    return Base64.getUrlDecoder().decode(base64Url.getBytes(StandardCharsets.US_ASCII));
  }
}
