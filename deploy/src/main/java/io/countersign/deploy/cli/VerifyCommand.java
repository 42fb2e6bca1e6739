package io.countersign.deploy.cli;

import io.countersign.deploy.client.Document;
import io.countersign.deploy.client.Requests;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SignatureVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign verify}: offline, against a public key alone. */
@Command(
    name = "verify",
    description = {
      "Verify a signature file offline. Finds scheme and hash by itself.",
      "Example: countersign verify release.jar release.jar.sig --public-key release.jar.public.pem",
      "Exit codes: 0 good, 1 local error, 10 bad signature, 11 made with another key."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int LONGEST = 2048;

  @Mixin private RingOptions options = new RingOptions();

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The document; '-' is standard input.")
  private String file = "";

  @Parameters(index = "1", paramLabel = "SIGNATURE", description = "Its signature file.")
  private Path signatureFile = Path.of("");

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "PEM",
      description = "The public key, PEM.")
  private Path publicKey = Path.of("");

  @Override
  public Integer call() throws IOException {
    RSAPublicKey key = PublicKeyFile.read(publicKey);
    Octets signature = signature();
    List<String> hashes =
        Arrays.stream(SignatureAlgorithm.values())
            .map(SignatureAlgorithm::hashAlgorithm)
            .distinct()
            .toList();
    Document document = read(hashes);
    Optional<SignatureAlgorithm> good =
        Arrays.stream(SignatureAlgorithm.values())
            .filter(
                algorithm ->
                    SignatureVerifier.verify(
                        key.getModulus(),
                        key.getPublicExponent(),
                        algorithm,
                        document.digest(algorithm),
                        signature))
            .findFirst();
    return good.map(algorithm -> report(ExitCode.DONE, "good " + algorithm.label() + " signature"))
        .orElseGet(() -> bad(key, signature));
  }

  private int bad(RSAPublicKey key, Octets signature) {
    int octets = (key.getModulus().bitLength() + 7) / 8;
    if (signature.length() != octets) {
      return report(
          ExitCode.WRONG_KEY,
          "the signature has "
              + signature.length()
              + " octets, one of this key has "
              + octets
              + ": it was made with another key");
    }
    return report(
        ExitCode.BAD_SIGNATURE,
        "bad signature: the document or the signature was changed, or another key made it");
  }

  private Octets signature() throws IOException {
    try (InputStream in = Files.newInputStream(signatureFile)) {
      return Octets.of(in.readNBytes(LONGEST));
    }
  }

  private Document read(List<String> hashes) throws IOException {
    try (InputStream in =
        file.equals("-") ? System.in : Files.newInputStream(SignCommand.regular(file))) {
      return Document.read(in, hashes);
    }
  }

  private int report(ExitCode exit, String sentence) {
    if (options.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("exit", exit.code());
      result.put("good", exit == ExitCode.DONE);
      result.put("detail", sentence);
      Console.json(result);
    } else {
      Console.print(
          Requests.printable(file.replace('/', '\u2215')).replace('\u2215', '/') + ": " + sentence);
    }
    return exit.code();
  }
}
