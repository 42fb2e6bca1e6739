package io.countersign.protocol.engine;

import java.math.BigInteger;

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
  }
}
