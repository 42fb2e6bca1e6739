package io.countersign.deploy.guard;

import io.countersign.device.MarkStore;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.IdentityVerifier;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.guard.Mark;
import io.countersign.protocol.guard.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A guard's mark as a file (I5): a compact JWS by the device's identity key, replaced as one act
 * and synced. A device whose mark is missing, damaged or another's does not start: else removing a
 * file would set the clock back. Thread: one.
 */
public final class MarkFile implements MarkStore {
  static final String TYPE = "countersign-guard-mark+jws";
  private static final int VERSION = 1;
  private static final int MAX_CHARS = 64 * 1024;
  private static final String NAME = "mark.jws";

  private final Path file;
  private final String device;
  private final IdentitySigner identity;

  /**
   * The payload.
   *
   * @param bootMillis boot clock, milliseconds
   * @param wallMillis milliseconds since 1970
   */
  record Form(
      int v,
      String device,
      String bootId,
      long bootMillis,
      long wallMillis,
      long silenceMillis,
      Map<String, Long> counters,
      boolean erased,
      long heldMillis) {}

  /**
   * @param folder the guard's folder
   */
  public MarkFile(Path folder, String device, IdentitySigner identity) {
    this.file = folder.resolve(NAME);
    this.device = device;
    this.identity = identity;
  }

  /**
   * Writes the first mark of a new device: its silence begins now.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  public void create(Reading now) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new java.nio.file.FileAlreadyExistsException(file.toString());
    }
    save(Mark.of(now, Duration.ZERO, Map.of(), false));
  }

  @Override
  public Mark read() throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      throw new IOException(
          file
              + " is missing: a guarded device does not start without its mark; restore it from the"
              + " same moment as the log, or give the device new shares",
          e);
    }
    try {
      Jws jws = Jws.parse(text, TYPE, MAX_CHARS);
      jws.verify(
          "ES256",
          identity.publicKey().serial(),
          (octets, signature) -> IdentityVerifier.verify(identity.publicKey(), octets, signature),
          "guard:mark");
      Form form = Json.read("guard:mark", jws.payload().toByteArray(), Form.class);
      if (form.v() != VERSION || !form.device().equals(device)) {
        throw new IOException(file + " is of device " + form.device() + ", version " + form.v());
      }
      return new Mark(
          new Reading(
              Duration.ofMillis(form.bootMillis()),
              form.bootId(),
              Instant.ofEpochMilli(form.wallMillis())),
          Duration.ofMillis(Math.max(0, form.silenceMillis())),
          form.counters(),
          form.erased(),
          Duration.ofMillis(Math.max(0, form.heldMillis())));
    } catch (EvidenceException e) {
      throw new IOException(file + " is damaged or another device's: " + e.getMessage(), e);
    }
  }

  @Override
  public void save(Mark mark) throws IOException {
    Form form =
        new Form(
            VERSION,
            device,
            mark.at().bootId(),
            mark.at().boot().toMillis(),
            mark.at().wall().toEpochMilli(),
            mark.silence().toMillis(),
            mark.counters(),
            mark.erased(),
            mark.held().toMillis());
    Jws jws =
        Jws.sign("ES256", TYPE, identity.publicKey().serial(), Json.write(form), identity::sign);
    Path fresh = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer left = ByteBuffer.wrap(jws.text().getBytes(StandardCharsets.US_ASCII));
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
