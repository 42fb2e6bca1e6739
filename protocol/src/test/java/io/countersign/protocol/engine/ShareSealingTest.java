package io.countersign.protocol.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.countersign.protocol.thresholdrsa.SecretArithmetic;
import io.countersign.protocol.thresholdrsa.SecretInteger;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShareSealingTest {
  private static final ScryptCost CHEAP = new ScryptCost(14, 8, 1);
  private static final Passphrase PASSPHRASE = passphrase("correct horse");
  private static final ShareLabel LABEL = label(3);

  /** Sealed once under {@link #PASSPHRASE}; it must stay readable as long as version 1 is. */
  private static final byte[] SAMPLE_V1 =
      HexFormat.of()
          .parseHex(
              "4353534801010e0801eaea623cb1cc141b15f0f7c66100d05fafd2be002bedee129a0a27"
                  + "5ef9ca7d7c47475b4ecad94b8e424024dca1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"
                  + "a1a1a1a1a1a1a1a1a1a1a1a1a1b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b200030000040003"
                  + "6164648db91792ff3903a7401c02242244b75c7ff13e69510fb6189cfc3d95db5a7cc4bc"
                  + "3b105979d119ba396a7d72cb3c099db93e359799233b72dba2ee4240430b076f4b6b421a"
                  + "0b81d7b29f14b875e8c2f66b9e1fc43d42a6078e6be50201f32d4d7ca4eda300f03b7d56"
                  + "f93ef81e9c18db02efe88d77932570b0b04a140adae6329410f725c151892e2014569641"
                  + "eb7891353452b271be014e");

  /** Magic and version: what tells that it is a share file at all. */
  private static final int MAGIC_AND_VERSION = 5;

  private final byte[] share = new byte[128];
  private final List<SecretArithmetic> engines = Engines.available();

  ShareSealingTest() {
    new Random(2).nextBytes(share);
  }

  @Test
  void everyEngineOpensWhatAnyEngineSealed() {
    for (SecretArithmetic sealing : engines) {
      byte[] file = sealedBy(sealing, LABEL);
      for (SecretArithmetic opening : engines) {
        try (VaultKey vault = ShareSealing.vaultOf(file, PASSPHRASE, opening);
            SecretInteger opened = vault.open(file, LABEL)) {
          assertIsTheShare(opened);
        }
      }
    }
  }

  @Test
  void oneDerivationOpensAllFilesOfAVault() {
    for (SecretArithmetic engine : engines) {
      try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
        for (int row = 0; row < 20; row++) {
          byte[] file = vault.seal(label(row), share);
          try (SecretInteger opened = vault.open(file, label(row))) {
            assertIsTheShare(opened);
          }
        }
      }
    }
  }

  @Test
  void opensTheFrozenSampleOfVersion1() {
    for (SecretArithmetic engine : engines) {
      try (SecretInteger opened = ShareSealing.open(SAMPLE_V1, PASSPHRASE, engine)) {
        assertIsTheShare(opened);
      }
    }
    assertThat(ShareSealing.labelOf(SAMPLE_V1)).isEqualTo(LABEL);
  }

  @Test
  void tellsAWrongPassphraseFromDamage() {
    byte[] file = sealedBy(engines.get(0), LABEL);
    for (SecretArithmetic engine : engines) {
      assertThatExceptionOfType(ShareFileException.WrongPassphrase.class)
          .isThrownBy(() -> ShareSealing.vaultOf(file, passphrase("correct Horse"), engine))
          .withMessageStartingWith("wrong passphrase for this share vault");
    }
  }

  @Test
  void namesKeyAndRowOfAShareWithAnyOctetChanged() {
    for (SecretArithmetic engine : engines) {
      try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
        byte[] file = vault.seal(LABEL, share);
        int sealedAt = file.length - share.length - ShareFile.TAG_OCTETS;
        for (int at = MAGIC_AND_VERSION; at < file.length; at++) {
          byte[] damaged = file.clone();
          damaged[at] ^= 0x10;
          assertThatExceptionOfType(ShareFileException.Damaged.class)
              .as("octet %d with %s", at, engine.name())
              .isThrownBy(() -> vault.open(damaged))
              .withMessageStartingWith(
                  at < sealedAt
                      ? "share file is damaged (its header"
                      : "share of row 3 (add) of key " + LABEL.keyId() + " is damaged");
        }
      }
    }
  }

  @Test
  void refusesAFileCutShortOrLengthenedAnywhere() {
    SecretArithmetic engine = engines.get(0);
    try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
      byte[] file = vault.seal(LABEL, share);
      for (int length = 0; length < file.length + 3; length++) {
        byte[] changed = Arrays.copyOf(file, length);
        if (length != file.length) {
          assertThatExceptionOfType(ShareFileException.class)
              .as("length %d", length)
              .isThrownBy(() -> vault.open(changed));
        }
      }
    }
  }

  @Test
  void refusesOtherFilesVersionsAndVaults() {
    SecretArithmetic engine = engines.get(0);
    try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine);
        VaultKey other = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
      byte[] file = vault.seal(LABEL, share);
      byte[] version2 = file.clone();
      version2[4] = 2;

      assertNotReadable(() -> vault.open("-----BEGIN".getBytes(US_ASCII)), "not a share file");
      assertNotReadable(() -> vault.open(version2), "share file has version 2, known is 1");
      assertNotReadable(() -> other.open(file), "share of row 3 of key " + LABEL.keyId());
    }
  }

  @Test
  void refusesAFilePutInThePlaceOfAnother() {
    SecretArithmetic engine = engines.get(0);
    try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
      byte[] file = vault.seal(label(4), share);
      assertThatExceptionOfType(ShareFileException.Damaged.class)
          .isThrownBy(() -> vault.open(file, LABEL))
          .withMessageContaining("in its place is ShareLabel")
          .withMessageContaining("row=4");
    }
  }

  @Test
  void refusesAShareThatDoesNotFitItsBitsAndAnEmptyPassphrase() {
    ShareLabel short9 = new ShareLabel("a1".repeat(32), "b2".repeat(16), "add", 3, 9);
    for (SecretArithmetic engine : engines) {
      try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> vault.seal(short9, new byte[] {2, 0}))
            .withMessage("secret does not fit in 9 bits");
        assertThat(ShareSealing.labelOf(vault.seal(short9, new byte[] {1, 0}))).isEqualTo(short9);
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ShareSealing.newVault(passphrase(""), CHEAP, engine))
          .withMessage("passphrase must have at least 1 octet, got none");
    }
  }

  @Test
  void refusesToWorkAfterClosing() {
    for (SecretArithmetic engine : engines) {
      VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine);
      byte[] file = vault.seal(LABEL, share);
      vault.close();
      vault.close();
      assertThatIllegalStateException().isThrownBy(() -> vault.open(file));
      assertThatIllegalStateException().isThrownBy(() -> vault.seal(LABEL, share));
      assertThat(vault.toString()).isEqualTo("VaultKey[redacted]");
    }
  }

  @Test
  void refusesCostsThatAreTooCheapOrTooDear() {
    for (int[] cost : new int[][] {{13, 8, 1}, {19, 8, 1}, {15, 4, 1}, {18, 16, 1}, {15, 8, 5}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ScryptCost(cost[0], cost[1], cost[2]))
          .withMessageStartingWith("scrypt ");
    }
  }

  private byte[] sealedBy(SecretArithmetic engine, ShareLabel label) {
    try (VaultKey vault = ShareSealing.newVault(PASSPHRASE, CHEAP, engine)) {
      return vault.seal(label, share);
    }
  }

  private void assertIsTheShare(SecretInteger opened) {
    BigInteger modulus = BigInteger.ONE.shiftLeft(521).subtract(BigInteger.ONE);
    assertThat(opened.bits()).isEqualTo(1024);
    assertThat(opened.pow(BigInteger.valueOf(3), modulus))
        .isEqualTo(BigInteger.valueOf(3).modPow(new BigInteger(1, share), modulus));
  }

  private static void assertNotReadable(Runnable opening, String beginning) {
    assertThatExceptionOfType(ShareFileException.NotReadable.class)
        .isThrownBy(opening::run)
        .withMessageStartingWith(beginning);
  }

  private static ShareLabel label(int row) {
    return new ShareLabel("a1".repeat(32), "b2".repeat(16), "add", row, 1024);
  }

  private static Passphrase passphrase(String text) {
    return Passphrase.of(text.getBytes(US_ASCII));
  }
}
