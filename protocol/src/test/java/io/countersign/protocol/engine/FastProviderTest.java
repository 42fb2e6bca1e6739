package io.countersign.protocol.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FastProviderTest {
  private final Optional<Provider> fast = FastProvider.forVerification();

  @BeforeEach
  void needsConscrypt() {
    Ci.require(fast.isPresent(), "Conscrypt");
  }

  @Test
  void verifiesRs256AndRefusesAnAlteredPayload() throws Exception {
    KeyPair pair = RsaKeys.generate(2048);
    JWSObject signed = new JWSObject(new JWSHeader(JWSAlgorithm.RS256), new Payload("{}"));
    signed.sign(new RSASSASigner(pair.getPrivate()));

    RSASSAVerifier verifier = new RSASSAVerifier((RSAPublicKey) pair.getPublic());
    verifier.getJCAContext().setProvider(fast.orElseThrow());
    assertVerifiesOnlyAsSigned(signed, verifier);
  }

  @Test
  void verifiesEs256AndRefusesAnAlteredPayload() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    JWSObject signed = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload("{}"));
    signed.sign(new ECDSASigner((ECPrivateKey) pair.getPrivate()));

    ECDSAVerifier verifier = new ECDSAVerifier((ECPublicKey) pair.getPublic());
    verifier.getJCAContext().setProvider(fast.orElseThrow());
    assertVerifiesOnlyAsSigned(signed, verifier);
  }

  @Test
  void isNeverRegisteredForTheWholeProcess() {
    assertThat(Security.getProviders())
        .extracting(Provider::getName)
        .doesNotContain(fast.orElseThrow().getName());
  }

  private static void assertVerifiesOnlyAsSigned(JWSObject signed, JWSVerifier verifier)
      throws Exception {
    assertThat(JWSObject.parse(signed.serialize()).verify(verifier)).isTrue();
    String altered = signed.serialize().replace("." + signed.getPayload().toBase64URL(), ".e30K");
    assertThat(JWSObject.parse(altered).verify(verifier)).isFalse();
  }
}
