package io.countersign.deploy.config;

import io.countersign.deploy.tls.TlsException;
import io.countersign.deploy.tls.TlsIdentity;
import io.countersign.deploy.tls.TlsKeys;
import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.SecretFile;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.thresholdrsa.CheckFailed;
import io.countersign.protocol.thresholdrsa.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ring's record and a party's own keys, checked against each other before anything starts.
 * Secrets: identity key, a node's agreement key and the TLS key, behind their objects; {@link
 * #close} erases the first two.
 */
public final class NodeKeys implements AutoCloseable {
  private final Ring ring;
  private final IdentitySigner identity;
  private final @Nullable AgreementKey agreement;
  private final TlsKeys tls;
  private final RecordFolder records;

  private NodeKeys(
      Ring ring,
      RecordFolder records,
      IdentitySigner identity,
      @Nullable AgreementKey agreement,
      TlsKeys tls) {
    this.ring = ring;
    this.records = records;
    this.identity = identity;
    this.agreement = agreement;
    this.tls = tls;
  }

  /**
   * Where a party's record and keys lie, and who it must be.
   *
   * @param agreement a node's agreement key; null for a client, who sends no envelopes
   */
  public record Sources(
      String ring,
      String party,
      Path recordFile,
      Octets recordPin,
      Path identity,
      @Nullable Path agreement,
      NodeConfig.TlsFiles tls) {
    /** Those of a node. */
    public static Sources of(NodeConfig config) {
      return new Sources(
          config.ring(),
          config.node(),
          config.recordFile(),
          config.recordPin(),
          config.identity(),
          config.agreement(),
          config.tls());
    }
  }

  /**
   * Opens the keys of a node, whose role and address must be those of the record too.
   *
   * @throws ConfigException naming everything that does not fit
   */
  public static NodeKeys open(NodeConfig config, Clock clock) {
    Problems problems = new Problems();
    Ring ring = record(Sources.of(config), problems);
    if (ring != null) {
      ring.party(config.node()).ifPresent(party -> checkNode(config, party, problems));
      checkShape(config, ring, problems);
    }
    return open(Sources.of(config), ring, problems, clock);
  }

  /**
   * Opens the keys of any party.
   *
   * @throws ConfigException naming everything that does not fit
   */
  public static NodeKeys open(Sources sources, Clock clock) {
    Problems problems = new Problems();
    Ring ring = record(sources, problems);
    if (ring != null && ring.revokes(sources.party())) {
      problems.add(sources.party() + " is revoked: nobody would answer it");
    }
    return open(sources, ring, problems, clock);
  }

  public Ring ring() {
    return ring;
  }

  /** Where this party keeps the ring's records after number 0. */
  public RecordFolder records() {
    return records;
  }

  public IdentitySigner identity() {
    return identity;
  }

  /**
   * A node's agreement key.
   *
   * @throws IllegalStateException for a client
   */
  public AgreementKey agreement() {
    if (agreement == null) {
      throw new IllegalStateException("a client has no agreement key");
    }
    return agreement;
  }

  public TlsKeys tls() {
    return tls;
  }

  @Override
  public void close() {
    identity.close();
    if (agreement != null) {
      agreement.close();
    }
  }

  @Override
  public String toString() {
    return "NodeKeys[redacted]";
  }

  private static NodeKeys open(
      Sources sources, @Nullable Ring ring, Problems problems, Clock clock) {
    IdentitySigner identity =
        key("identity key", sources.identity(), problems, IdentitySigner::fromPem);
    AgreementKey agreement =
        sources.agreement() == null
            ? null
            : key("agreement key", sources.agreement(), problems, AgreementKey::fromPem);
    TlsKeys tls = tls(sources.tls(), problems);
    if (ring != null) {
      ring.party(sources.party())
          .ifPresentOrElse(
              party -> {
                checkKeys(party, identity, sources, problems);
                checkTls(ring, party, tls, problems);
                checkAgreement(party, agreement, sources, problems);
              },
              () ->
                  problems.add(
                      "ring " + ring.name() + " has no party " + sources.party() + ": check node"));
    }
    if (tls != null && ring != null) {
      tls.inForce(ring)
          .ifPresent(own -> checkValidity(own.certificate(), clock.instant(), problems));
    }
    if (ring == null || identity == null || tls == null || !problems.isEmpty()) {
      if (identity != null) {
        identity.close();
      }
      if (agreement != null) {
        agreement.close();
      }
      problems.throwIfAny("This node's keys do not fit its ring");
      throw new IllegalStateException("a problem was found and not named");
    }
    RecordFolder records = RecordFolder.beside(sources.recordFile());
    return new NodeKeys(ring, records, identity, agreement, tls);
  }

  private static @Nullable Ring record(Sources sources, Problems problems) {
    try {
      Ring ring = Ring.pinned(Files.readString(sources.recordFile()).strip(), sources.recordPin());
      if (!ring.name().equals(sources.ring())) {
        problems.add(
            "the record is of ring " + ring.name() + ", the configuration says " + sources.ring());
      }
      RecordFolder.beside(sources.recordFile()).obey(ring);
      return ring;
    } catch (EvidenceException | CheckFailed e) {
      problems.add(
          "ring record "
              + sources.recordFile()
              + ": "
              + e.getMessage()
              + ": put back the record that the ceremony wrote, or mend record.sha256");
    } catch (IOException e) {
      problems.add("ring record " + sources.recordFile() + " cannot be read: " + e.getMessage());
    }
    return null;
  }

  /** In which shape a device is, the ring's record says too (M8). */
  private static void checkShape(NodeConfig config, Ring ring, Problems problems) {
    if (config.part() instanceof NodeConfig.DevicePart device) {
      boolean served = ring.messageServerOf(config.node()).isPresent();
      if (served != device.split()) {
        problems.add(
            served
                ? "the record lists a message server of this device: set device.split = on"
                : "device.split is on, and the record lists no message server of this device");
      }
    }
  }

  private static void checkNode(NodeConfig config, Ring.Party party, Problems problems) {
    if (party.role() != config.role()) {
      problems.add(
          "role is " + config.role().label() + ", the record says " + party.role().label());
    }
    if (!party.address().equals(config.listen().toString())) {
      problems.add(
          "listen is "
              + config.listen()
              + ", the record says "
              + party.address()
              + ": others would look for this node there");
    }
  }

  private static void checkKeys(
      Ring.Party party, @Nullable IdentitySigner identity, Sources sources, Problems problems) {
    if (identity != null && !identity.publicKey().serial().equals(party.serial())) {
      problems.add(
          "identity key "
              + sources.identity()
              + " has serial "
              + identity.publicKey().serial()
              + ", the record says "
              + party.serial());
    }
  }

  private static void checkTls(
      Ring ring, Ring.Party party, @Nullable TlsKeys tls, Problems problems) {
    if (tls == null) {
      return;
    }
    Optional<TlsIdentity> own = tls.inForce(ring);
    boolean fits =
        own.map(TlsIdentity::certificate)
            .filter(c -> c.equals(party.tls()) || party.formerTls().filter(c::equals).isPresent())
            .isPresent();
    if (!fits) {
      problems.add(
          "no certificate in "
              + tls.keystore()
              + " or beside it is the one the record in force pins");
    }
  }

  private static void checkValidity(X509Certificate certificate, Instant now, Problems problems) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isAfter(to)) {
      problems.add("the TLS certificate expired at " + to + ": have a new one put into the record");
    }
    if (now.isBefore(from)) {
      problems.add(
          "the TLS certificate is valid from " + from + ", now is " + now + ": set the clock");
    }
  }

  private static void checkAgreement(
      Ring.Party party, @Nullable AgreementKey agreement, Sources sources, Problems problems) {
    if (agreement != null && !Octets.of(agreement.spki()).equals(party.agreement())) {
      problems.add(
          "agreement key " + sources.agreement() + " is not the one that the record lists");
    }
  }

  private static <K> @Nullable K key(
      String what, Path file, Problems problems, Function<byte[], K> read) {
    byte[] pem = new byte[0];
    try {
      pem = SecretFile.read(file);
      return read.apply(pem);
    } catch (IllegalArgumentException e) {
      problems.add(what + " " + file + ": " + e.getMessage());
    } catch (IOException e) {
      problems.add(what + " " + file + " cannot be read: " + e.getMessage());
    } finally {
      Arrays.fill(pem, (byte) 0);
    }
    return null;
  }

  private static @Nullable TlsKeys tls(NodeConfig.TlsFiles files, Problems problems) {
    try {
      return TlsKeys.read(files.keystore(), files.passphraseFile());
    } catch (TlsException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }
}
