package io.countersign.deploy.guards;

import io.countersign.deploy.guards.DeviceSecrets.Secret;
import io.countersign.deploy.guards.SecretSearch.What;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Writes secrets as programs would have them, made without {@link SecretForm}: in the midst of
 * other octets, after a header as in a key file, with line breaks, with two octets a letter.
 */
final class PlantedSecrets {
  private final Random random = new Random(1);
  private final Map<What, byte[]> planted = new LinkedHashMap<>();

  private PlantedSecrets() {}

  /** Writes the file, and says what is in it. */
  static Set<What> write(Path file, List<Secret> secrets) throws IOException {
    PlantedSecrets all = new PlantedSecrets();
    for (Secret secret : secrets) {
      all.plant(secret);
    }
    List<byte[]> octets = new ArrayList<>(all.planted.values());
    Collections.shuffle(octets, all.random);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] one : octets) {
      out.writeBytes(all.noise(all.random.nextInt(3000)));
      out.writeBytes(one);
    }
    out.writeBytes(all.noise(100));
    Files.write(file, out.toByteArray());
    return all.planted.keySet();
  }

  private void plant(Secret secret) {
    byte[] octets = secret.octets();
    BigInteger number = new BigInteger(1, octets);
    raw(secret, "raw big-endian", octets);
    raw(secret, "raw little-endian", littleEndian(number, octets.length));
    raw(secret, "words of a BigInteger", words(number));
    text(secret, "hex lower", number.toString(16));
    text(secret, "hex upper", HexFormat.of().formatHex(octets).toUpperCase(Locale.ROOT));
    byte[] framed = framed(octets);
    text(secret, "base64", Base64.getMimeEncoder().encodeToString(framed));
    text(secret, "base64url", Base64.getUrlEncoder().encodeToString(framed));
    text(secret, "decimal", number.toString());
  }

  private void raw(Secret secret, String form, byte[] octets) {
    planted.put(new What(secret, form), octets);
  }

  private void text(Secret secret, String form, String text) {
    Charset wide = random.nextBoolean() ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    planted.put(new What(secret, form), text.getBytes(StandardCharsets.US_ASCII));
    planted.put(new What(secret, form + " in UTF-16"), text.getBytes(wide));
  }

  /** Between other octets, so that it begins at any place of a group of three. */
  private byte[] framed(byte[] octets) {
    byte[] before = noise(random.nextInt(40));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(before);
    out.writeBytes(octets);
    out.writeBytes(noise(5));
    return out.toByteArray();
  }

  private static byte[] littleEndian(BigInteger number, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = number.shiftRight(8 * i).byteValue();
    }
    return octets;
  }

  private static byte[] words(BigInteger number) {
    int count = (number.bitLength() + 31) / 32;
    ByteBuffer words = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = count - 1; i >= 0; i--) {
      words.putInt(number.shiftRight(32 * i).intValue());
    }
    return Arrays.copyOf(words.array(), words.capacity());
  }

  private byte[] noise(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }
}
