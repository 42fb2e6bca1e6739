package io.countersign.deploy.cli;

import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import java.util.Locale;

/** Algorithms by the words of the command line. */
final class Algorithms {
  private Algorithms() {}

  /**
   * @param scheme {@code pkcs1-v1_5} or {@code pss}
   * @param hash {@code sha256}, {@code sha384} or {@code sha512}
   */
  static SignatureAlgorithm of(String scheme, String hash) {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (scheme(algorithm).equals(scheme) && hash(algorithm).equals(hash)) {
        return algorithm;
      }
    }
    throw new CommandFailure(
        ExitCode.LOCAL,
        "--scheme is pkcs1-v1_5 or pss, --hash is sha256, sha384 or sha512; got '"
            + scheme
            + "' and '"
            + hash
            + "'");
  }

  static String scheme(SignatureAlgorithm algorithm) {
    return algorithm.isPss() ? "pss" : "pkcs1-v1_5";
  }

  static String hash(SignatureAlgorithm algorithm) {
    return algorithm.hashAlgorithm().replace("-", "").toLowerCase(Locale.ROOT);
  }
}
