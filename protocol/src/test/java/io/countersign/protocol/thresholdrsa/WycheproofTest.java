package io.countersign.protocol.thresholdrsa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Project Wycheproof's signatures, aimed at our own verifier and encoders. It is strict: what
 * Wycheproof calls acceptable (DigestInfo without its NULL) it refuses.
 */
class WycheproofTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa_signature_2048_sha256_test",
        "rsa_signature_2048_sha384_test",
        "rsa_signature_2048_sha512_test",
        "rsa_signature_3072_sha256_test",
        "rsa_signature_3072_sha384_test",
        "rsa_signature_3072_sha512_test",
        "rsa_signature_4096_sha256_test",
        "rsa_signature_4096_sha384_test",
        "rsa_signature_4096_sha512_test",
        "rsa_pss_2048_sha256_mgf1_32_test",
        "rsa_pss_2048_sha384_mgf1_48_test",
        "rsa_pss_3072_sha256_mgf1_32_test",
        "rsa_pss_4096_sha512_mgf1_64_test"
      })
  void acceptsWhatIsValidAndRefusesEverythingElse(String name) {
    JsonNode root = TestFiles.json("wycheproof/" + name + ".json");
    List<String> wrong = new ArrayList<>();
    int done = 0;

    for (JsonNode group : root.get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        done++;
        if (verifies(group, test) != test.get("result").asText().equals("valid")) {
          wrong.add(test.get("tcId") + " " + test.get("comment").asText());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(done).isEqualTo(root.get("numberOfTests").asInt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rsa_signature_2048_sha256_test",
        "rsa_signature_3072_sha384_test",
        "rsa_signature_4096_sha512_test"
      })
  void encodesWhatTheValidSignaturesOpenTo(String name) {
    int compared = 0;
    for (JsonNode group : TestFiles.json("wycheproof/" + name + ".json").get("testGroups")) {
      BigInteger n = new BigInteger(group.at("/publicKey/modulus").asText(), 16);
      BigInteger e = new BigInteger(group.at("/publicKey/publicExponent").asText(), 16);
      for (JsonNode test : group.get("tests")) {
        if (test.get("result").asText().equals("valid")) {
          BigInteger s = new BigInteger(test.get("sig").asText(), 16);
          EncodedMessage em = algorithm(group).encode(dochash(group, test), Octets.EMPTY, n);
          assertThat(em.x()).as(name + " " + test.get("tcId")).isEqualTo(s.modPow(e, n));
          compared++;
        }
      }
    }
    assertThat(compared).isPositive();
  }

  private static boolean verifies(JsonNode group, JsonNode test) {
    return SignatureVerifier.verify(
        new BigInteger(group.at("/publicKey/modulus").asText(), 16),
        new BigInteger(group.at("/publicKey/publicExponent").asText(), 16),
        algorithm(group),
        dochash(group, test),
        Octets.ofHex(test.get("sig").asText()));
  }

  private static SignatureAlgorithm algorithm(JsonNode group) {
    String hash = group.get("sha").asText().replace("-", "");
    boolean pss = group.get("type").asText().equals("RsassaPssVerify");
    return SignatureAlgorithm.fromLabel((pss ? "RSASSA-PSS-" : "RSASSA-PKCS1-v1_5-") + hash);
  }

  private static Octets dochash(JsonNode group, JsonNode test) {
    byte[] message = HexFormat.of().parseHex(test.get("msg").asText());
    return Octets.of(Digests.of(group.get("sha").asText()).digest(message));
  }
}
