package io.countersign.protocol.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The octets of a share file, format {@code CSSH} version 1; numbers are big-endian:
 *
 * <pre>
 *   magic "CSSH" | version 1 | kdf 1 | log2(N) | r | p | salt (16) | check value (16) | nonce (12)
 *   | key id (32) | device serial (16) | row (2) | bits (4) | length of family (1) | family
 *   | first 8 octets of SHA-256 of all before          (tells damage from a wrong passphrase)
 *   | AES-256-GCM ciphertext (ceil(bits/8)) | tag (16)
 * </pre>
 *
 * All before the ciphertext is the associated data. Immutable; nothing here is secret.
 */
final class ShareFile {
  static final int NONCE_OCTETS = 12;
  static final int TAG_OCTETS = 16;

  private static final byte[] MAGIC = "CSSH".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  private static final int DIGEST_OCTETS = 8;
  private static final int KEY_ID_OCTETS = 32;
  private static final int SERIAL_OCTETS = 16;

  /** All of the header but the family's letters and the digest. */
  private static final int FIXED_OCTETS =
      4 + 1 + VaultHeader.OCTETS + NONCE_OCTETS + KEY_ID_OCTETS + SERIAL_OCTETS + 2 + 4 + 1;

  private final VaultHeader vault;
  private final ShareLabel label;
  private final byte[] nonce;
  private final byte[] header;
  private final byte[] sealed;

  private ShareFile(
      VaultHeader vault, ShareLabel label, byte[] nonce, byte[] header, byte[] sealed) {
    this.vault = vault;
    this.label = label;
    this.nonce = nonce;
    this.header = header;
    this.sealed = sealed;
  }

  /** A file with a fresh nonce whose ciphertext is yet to come. */
  static ShareFile fresh(VaultHeader vault, ShareLabel label) {
    byte[] nonce = new byte[NONCE_OCTETS];
    new SecureRandom().nextBytes(nonce);
    byte[] family = label.family().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer header = ByteBuffer.allocate(FIXED_OCTETS + family.length + DIGEST_OCTETS);
    header.put(MAGIC).put(VERSION);
    vault.write(header);
    header.put(nonce);
    header.put(HexFormat.of().parseHex(label.keyId()));
    header.put(HexFormat.of().parseHex(label.deviceSerial()));
    header.putShort((short) label.row()).putInt(label.bits());
    header.put((byte) family.length).put(family);
    header.put(digest(header.array(), header.position()));
    return new ShareFile(vault, label, nonce, header.array(), new byte[0]);
  }

  /** The whole file, given ciphertext and tag. */
  byte[] with(byte[] ciphertextAndTag) {
    return ByteBuffer.allocate(header.length + ciphertextAndTag.length)
        .put(header)
        .put(ciphertextAndTag)
        .array();
  }

  /**
   * Parses without authenticating.
   *
   * @throws ShareFileException.NotReadable if it is no share file or of an unknown version
   * @throws ShareFileException.Damaged if header or length are not as they were written
   */
  static ShareFile parse(byte[] file) {
    if (file.length < MAGIC.length + 1 || !Arrays.equals(file, 0, 4, MAGIC, 0, 4)) {
      throw new ShareFileException.NotReadable(
          "not a share file: wanted it to begin with CSSH, got " + file.length + " other octets");
    }
    if (file[MAGIC.length] != VERSION) {
      throw new ShareFileException.NotReadable(
          "share file has version " + file[MAGIC.length] + ", known is 1: update this node");
    }
    int headerOctets = headerOctets(file);
    int digestAt = headerOctets - DIGEST_OCTETS;
    if (!MessageDigest.isEqual(
        digest(file, digestAt), Arrays.copyOfRange(file, digestAt, headerOctets))) {
      throw new ShareFileException.Damaged("share file", "its header does not match its digest");
    }
    return parsed(file, headerOctets);
  }

  private static int headerOctets(byte[] file) {
    int octets =
        file.length < FIXED_OCTETS ? FIXED_OCTETS : FIXED_OCTETS + (file[FIXED_OCTETS - 1] & 0xff);
    octets += DIGEST_OCTETS;
    if (file.length < octets + TAG_OCTETS) {
      throw new ShareFileException.Damaged(
          "share file",
          "it has " + file.length + " octets, wanted at least " + (octets + TAG_OCTETS));
    }
    return octets;
  }

  private static ShareFile parsed(byte[] file, int headerOctets) {
    ByteBuffer from = ByteBuffer.wrap(file).position(MAGIC.length + 1);
    VaultHeader vault = VaultHeader.read(from);
    byte[] nonce = octets(from, NONCE_OCTETS);
    String keyId = HexFormat.of().formatHex(octets(from, KEY_ID_OCTETS));
    String serial = HexFormat.of().formatHex(octets(from, SERIAL_OCTETS));
    int row = from.getShort() & 0xffff;
    int bits = from.getInt();
    String family = new String(octets(from, from.get() & 0xff), StandardCharsets.US_ASCII);
    ShareLabel label;
    try {
      label = new ShareLabel(keyId, serial, family, row, bits);
    } catch (IllegalArgumentException malformed) {
      throw new ShareFileException.NotReadable("share file: " + malformed.getMessage());
    }
    byte[] header = Arrays.copyOf(file, headerOctets);
    byte[] sealed = Arrays.copyOfRange(file, headerOctets, file.length);
    ShareFile parsed = new ShareFile(vault, label, nonce, header, sealed);
    int wanted = label.octets() + TAG_OCTETS;
    if (sealed.length != wanted) {
      throw parsed.damaged("it has " + sealed.length + " sealed octets, wanted " + wanted);
    }
    return parsed;
  }

  private static byte[] octets(ByteBuffer from, int count) {
    byte[] octets = new byte[count];
    from.get(octets);
    return octets;
  }

  private static byte[] digest(byte[] octets, int length) {
    return Arrays.copyOf(Sha256.of(Arrays.copyOf(octets, length)), DIGEST_OCTETS);
  }

  ShareFileException.Damaged damaged(String how) {
    return new ShareFileException.Damaged(
        "share of row " + label.row() + " (" + label.family() + ") of key " + label.keyId(), how);
  }

  /**
   * @throws ShareFileException.NotReadable if the file was sealed under another vault's key
   */
  void requireVault(VaultHeader wanted) {
    if (!vault.same(wanted)) {
      throw new ShareFileException.NotReadable(
          "share of row "
              + label.row()
              + " of key "
              + label.keyId()
              + " belongs to another vault: open it with that vault's passphrase");
    }
  }

  VaultHeader vault() {
    return vault;
  }

  ShareLabel label() {
    return label;
  }

  byte[] nonce() {
    return nonce.clone();
  }

  /** All before the ciphertext. */
  byte[] associatedData() {
    return header.clone();
  }

  byte[] ciphertext() {
    return Arrays.copyOf(sealed, sealed.length - TAG_OCTETS);
  }

  byte[] tag() {
    return Arrays.copyOfRange(sealed, sealed.length - TAG_OCTETS, sealed.length);
  }

  byte[] ciphertextAndTag() {
    return sealed.clone();
  }
}
