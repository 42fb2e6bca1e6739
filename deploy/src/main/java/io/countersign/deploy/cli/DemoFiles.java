package io.countersign.deploy.cli;

import io.countersign.deploy.client.Document;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.thresholdrsa.SignatureVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/**
 * The file that the demo signs and the two that it writes beside it.
 *
 * @param file as the user named it
 * @param document read
 */
record DemoFiles(Path file, Path signature, Path publicKey, Document document) {
  static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256;

  private static final int LONGEST = 4096;

  /**
   * Reads the file before anything else is done.
   *
   * @throws CommandFailure if it is empty, a folder, or results of something else lie beside it
   */
  static DemoFiles of(String name, boolean force) throws IOException {
    Path file = SignCommand.regular(name);
    Document document;
    try (InputStream in = Files.newInputStream(file)) {
      document = Document.read(in, List.of(ALGORITHM.hashAlgorithm()));
    }
    if (document.size() == 0) {
      throw new CommandFailure(ExitCode.LOCAL, file + " is empty: there is nothing to sign");
    }
    DemoFiles files =
        new DemoFiles(file, Path.of(name + ".sig"), Path.of(name + ".public.pem"), document);
    if (!force) {
      files.requireFree();
    }
    if (!Files.isWritable(file.toAbsolutePath().resolveSibling(""))) {
      throw new CommandFailure(
          ExitCode.LOCAL, "the folder of " + file + " cannot be written: copy the file elsewhere");
    }
    return files;
  }

  /** What an earlier demo left may be replaced, anything else not. */
  private void requireFree() throws IOException {
    if (!Files.exists(signature) && !Files.exists(publicKey)) {
      return;
    }
    if (!Files.exists(signature) || !Files.exists(publicKey) || !fitTogether()) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          signature
              + " or "
              + publicKey
              + " is there and not an earlier demo's: move it away, or use --force");
    }
  }

  private boolean fitTogether() throws IOException {
    RSAPublicKey key = PublicKeyFile.read(publicKey);
    try (InputStream in = Files.newInputStream(signature)) {
      return SignatureVerifier.verify(
          key.getModulus(),
          key.getPublicExponent(),
          ALGORITHM,
          document.digest(ALGORITHM),
          Octets.of(in.readNBytes(LONGEST)));
    }
  }

  /** The path as a command's argument: never taken for an option. */
  static String argument(Path path) {
    String text = path.toString();
    return text.startsWith("-") ? "./" + text : text;
  }
}
