package io.countersign.protocol.engine;

import java.math.BigInteger;
import java.util.Arrays;

/** Prints what this process computes with, for {@link FallbackTest}. */
final class FallbackProbe {
  private FallbackProbe() {}

  /** No arguments. */
  public static void main(String[] arguments) {
    Engines.report().forEach(System.out::println);
    System.out.println("best " + Engines.best().name());
    System.out.println(
        "power "
            + Engines.best()
                .powPublic(BigInteger.TWO, BigInteger.TEN, BigInteger.valueOf(1_000_003)));
    try (P256KeyPair pair = P256Keys.generate();
        IdentitySigner signer = IdentitySigner.fromPem(pair.pkcs8Pem())) {
      System.out.println("signer " + signer.getClass().getSimpleName());
      byte[] message = {1};
      System.out.println(
          "verified " + IdentityVerifier.verify(signer.publicKey(), message, signer.sign(message)));
    }
    try (AgreementKey own = AgreementKey.fresh();
        SessionKey key = SessionKey.toRecipient(own, own, own.spki(), new byte[32], new byte[1])) {
      byte[] message = {1};
      System.out.println(
          "session "
              + own.getClass().getSimpleName()
              + " "
              + Arrays.equals(
                  message,
                  key.open(1, message, key.seal(1, message, message)).orElse(new byte[0])));
    }
  }
}
