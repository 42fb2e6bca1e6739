package io.countersign.protocol.thresholdrsa;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The encoding methods of RFC 8017: EMSA-PKCS1-v1_5 (section 9.2) and EMSA-PSS (section 9.1). Both
 * take the document's hash, not the document. Public values only.
 */
final class Emsa {
  private static final byte PSS_TRAILER = (byte) 0xbc;
  private static final int PSS_ZEROS = 8;
  private static final int PKCS1_PADDING_MIN = 8;

  private Emsa() {}

  /**
   * EMSA-PKCS1-v1_5: {@code 0x00 0x01 PS 0x00 T}, T the DER of DigestInfo.
   *
   * @param emLength k
   * @throws IllegalArgumentException if the message does not fit
   */
  static byte[] pkcs1(SignatureAlgorithm algorithm, byte[] dochash, int emLength) {
    byte[] prefix = digestInfoPrefix(algorithm);
    int infoLength = prefix.length + dochash.length;
    if (emLength < infoLength + PKCS1_PADDING_MIN + 3) {
      throw tooShort(algorithm, emLength);
    }
    byte[] em = new byte[emLength];
    int info = emLength - infoLength;
    em[1] = 1;
    Arrays.fill(em, 2, info - 1, (byte) 0xff);
    System.arraycopy(prefix, 0, em, info, prefix.length);
    System.arraycopy(dochash, 0, em, info + prefix.length, dochash.length);
    return em;
  }

  /**
   * EMSA-PSS-ENCODE (9.1.1), steps 3 to 12.
   *
   * @param emBits bits of N less one
   * @throws IllegalArgumentException if the message does not fit
   */
  static byte[] pss(SignatureAlgorithm algorithm, byte[] dochash, byte[] salt, int emBits) {
    int emLength = (emBits + 7) / 8;
    int hashLength = algorithm.digestLength();
    if (emLength < hashLength + salt.length + 2) {
      throw tooShort(algorithm, emLength);
    }
    byte[] h = pssHash(algorithm, dochash, salt);
    byte[] em = new byte[emLength];
    int dbLength = emLength - hashLength - 1;
    int saltStart = dbLength - salt.length;
    em[saltStart - 1] = 1;
    System.arraycopy(salt, 0, em, saltStart, salt.length);
    xorMask(algorithm, h, em, dbLength);
    em[0] &= (byte) topMask(emBits);
    System.arraycopy(h, 0, em, dbLength, hashLength);
    em[emLength - 1] = PSS_TRAILER;
    return em;
  }

  /**
   * EMSA-PSS-VERIFY (9.1.2), steps 3 to 14, with a salt of exactly the hash's length.
   *
   * @param em {@code ceil(emBits / 8)} octets
   */
  static boolean pssVerify(SignatureAlgorithm algorithm, byte[] dochash, byte[] em, int emBits) {
    int hashLength = algorithm.digestLength();
    int saltLength = algorithm.saltLength();
    if (em.length < hashLength + saltLength + 2 || em[em.length - 1] != PSS_TRAILER) {
      return false;
    }
    int dbLength = em.length - hashLength - 1;
    if ((em[0] & ~topMask(emBits) & 0xff) != 0) {
      return false;
    }
    byte[] h = Arrays.copyOfRange(em, dbLength, dbLength + hashLength);
    byte[] db = Arrays.copyOf(em, dbLength);
    xorMask(algorithm, h, db, dbLength);
    db[0] &= (byte) topMask(emBits);
    int saltStart = dbLength - saltLength;
    for (int i = 0; i < saltStart - 1; i++) {
      if (db[i] != 0) {
        return false;
      }
    }
    if (db[saltStart - 1] != 1) {
      return false;
    }
    byte[] salt = Arrays.copyOfRange(db, saltStart, dbLength);
    return MessageDigest.isEqual(h, pssHash(algorithm, dochash, salt));
  }

  /** The DER of DigestInfo up to the hash, with the NULL parameter (RFC 8017 9.2, note 1). */
  private static byte[] digestInfoPrefix(SignatureAlgorithm algorithm) {
    return HexFormat.of()
        .parseHex(
            switch (algorithm.digestLength()) {
              case 32 -> "3031300d060960864801650304020105000420";
              case 48 -> "3041300d060960864801650304020205000430";
              case 64 -> "3051300d060960864801650304020305000440";
              default -> throw new IllegalStateException("no DigestInfo for " + algorithm);
            });
  }

  /** H = Hash(eight zeros || mHash || salt). */
  private static byte[] pssHash(SignatureAlgorithm algorithm, byte[] dochash, byte[] salt) {
    MessageDigest digest = Digests.of(algorithm.hashAlgorithm());
    digest.update(new byte[PSS_ZEROS]);
    digest.update(dochash);
    digest.update(salt);
    return digest.digest();
  }

  private static void xorMask(SignatureAlgorithm algorithm, byte[] h, byte[] db, int dbLength) {
    byte[] mask = Mgf1.mask(algorithm.hashAlgorithm(), h, dbLength);
    for (int i = 0; i < dbLength; i++) {
      db[i] ^= mask[i];
    }
  }

  /** The bits of the first octet that belong to a string of emBits bits. */
  private static int topMask(int emBits) {
    return 0xff >>> (8 * ((emBits + 7) / 8) - emBits);
  }

  private static IllegalArgumentException tooShort(SignatureAlgorithm algorithm, int emLength) {
    return new IllegalArgumentException(
        "%s does not fit into %d octets".formatted(algorithm.label(), emLength));
  }
}
