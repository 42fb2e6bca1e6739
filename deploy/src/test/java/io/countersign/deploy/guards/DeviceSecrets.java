package io.countersign.deploy.guards;

import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.Enc;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * Learns what is secret in a device from a copy of its folder: the shares, the keys that open them,
 * their passphrase, the agreement key and what follows from it for heartbeats. It reads the share
 * files by their documented format and with other libraries than the product, so that it would also
 * see a product that hides something.
 */
final class DeviceSecrets {
  private static final int CHECK_OCTETS = 16;
  private static final int KEY_OCTETS = 32;
  private static final int NONCE_OCTETS = 12;
  private static final int TAG_BITS = 128;
  private static final int DIGEST_OCTETS = 8;

  /** Key id, device serial, row, bits. */
  private static final int LABEL_OCTETS = 32 + 16 + 2 + 4;

  /** What a scan may find. */
  enum Kind {
    SHARE,
    SHARE_KEY,
    PASSPHRASE,
    AGREEMENT_KEY,
    BEAT_KEY
  }

  /** A secret; its octets are never printed. */
  static final class Secret {
    private final Kind kind;
    private final String name;
    private final byte[] octets;

    Secret(Kind kind, String name, byte[] octets) {
      this.kind = kind;
      this.name = name;
      this.octets = octets.clone();
    }

    Kind kind() {
      return kind;
    }

    byte[] octets() {
      return octets.clone();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Secret> secrets = new ArrayList<>();
  private final List<byte[]> salts = new ArrayList<>();
  private final List<byte[]> keys = new ArrayList<>();

  private DeviceSecrets() {}

  /** Those of the device whose folder was copied there. */
  static List<Secret> of(Path copy) throws IOException, GeneralSecurityException {
    DeviceSecrets learned = new DeviceSecrets();
    byte[] passphrase =
        Files.readString(copy.resolve("keys/shares.passphrase"))
            .strip()
            .getBytes(StandardCharsets.US_ASCII);
    learned.secrets.add(new Secret(Kind.PASSPHRASE, "passphrase", passphrase));
    try (Stream<Path> files = Files.list(copy.resolve("shares"))) {
      for (Path file : files.sorted().toList()) {
        learned.share(file, passphrase);
      }
    }
    learned.secrets.add(
        new Secret(
            Kind.AGREEMENT_KEY,
            "agreement-key",
            fixedLength(agreementKey(copy.resolve("keys/agreement.pem")).getS())));
    learned.beatKeys(copy);
    return learned.secrets;
  }

  /** What the device shares with each of its heartbeat sources. */
  private void beatKeys(Path copy) throws IOException, GeneralSecurityException {
    NodeConfig config = NodeConfigReader.read(copy.resolve("node.conf"));
    String record = Files.readString(copy.resolve("ring.jws")).strip();
    Ring ring = Ring.pinned(record, config.recordPin());
    ECPrivateKey own = agreementKey(copy.resolve("keys/agreement.pem"));
    byte[] info =
        new Enc().text("countersign/heartbeat-pair").text(ring.name()).toOctets().toByteArray();
    for (Ring.Party source : ring.parties(Role.HEARTBEAT)) {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(own);
      agreement.doPhase(
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(source.agreement().toByteArray())),
          true);
      HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
      hkdf.init(new HKDFParameters(agreement.generateSecret(), new byte[KEY_OCTETS], info));
      byte[] pair = new byte[KEY_OCTETS];
      hkdf.generateBytes(pair, 0, KEY_OCTETS);
      secrets.add(new Secret(Kind.BEAT_KEY, "beat-key:" + source.name(), pair));
    }
  }

  private void share(Path file, byte[] passphrase) throws IOException, GeneralSecurityException {
    byte[] octets = Files.readAllBytes(file);
    ByteBuffer from = ByteBuffer.wrap(octets).position("CSSH".length() + 2);
    int n = 1 << from.get();
    int r = from.get();
    int p = from.get();
    byte[] salt = new byte[CHECK_OCTETS];
    byte[] nonce = new byte[NONCE_OCTETS];
    from.get(salt);
    from.position(from.position() + CHECK_OCTETS);
    from.get(nonce);
    from.position(from.position() + LABEL_OCTETS);
    int family = from.get();
    int header = from.position() + family + DIGEST_OCTETS;
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key(salt, passphrase, n, r, p), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(octets, 0, header);
    byte[] share = cipher.doFinal(octets, header, octets.length - header);
    String name = String.valueOf(file.getFileName()).replace(".share", "");
    secrets.add(new Secret(Kind.SHARE, "share:" + name, share));
  }

  /** Files of one vault have one salt and one key. */
  private byte[] key(byte[] salt, byte[] passphrase, int n, int r, int p) {
    for (int i = 0; i < salts.size(); i++) {
      if (Arrays.equals(salts.get(i), salt)) {
        return keys.get(i);
      }
    }
    byte[] key = SCrypt.generate(passphrase, salt, n, r, p, KEY_OCTETS);
    salts.add(salt);
    keys.add(key);
    secrets.add(new Secret(Kind.SHARE_KEY, "share-key:" + keys.size(), key));
    return key;
  }

  private static ECPrivateKey agreementKey(Path pem) throws IOException, GeneralSecurityException {
    String text = Files.readString(pem).replaceAll("-----[^-]*-----", "");
    byte[] der = Base64.getMimeDecoder().decode(text);
    return (ECPrivateKey)
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] fixedLength(BigInteger value) {
    byte[] octets = new byte[KEY_OCTETS];
    byte[] magnitude = value.toByteArray();
    int count = Math.min(magnitude.length, KEY_OCTETS);
    System.arraycopy(magnitude, magnitude.length - count, octets, KEY_OCTETS - count, count);
    return octets;
  }
}
