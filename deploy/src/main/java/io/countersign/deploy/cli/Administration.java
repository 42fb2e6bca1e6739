package io.countersign.deploy.cli;

import io.countersign.coordinator.StatusView;
import io.countersign.deploy.client.ApiClient;
import io.countersign.deploy.client.ApiException;
import io.countersign.deploy.client.Document;
import io.countersign.deploy.client.Requests;
import io.countersign.deploy.client.Signing;
import io.countersign.deploy.client.SigningOutcome;
import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.RecordFolder;
import io.countersign.deploy.local.PrivateFiles;
import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.evidence.AdminDocument;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.Json;
import io.countersign.protocol.evidence.Jws;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.RingRecord;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Carries a change of the ring out: writes the next record, has the swa key sign it by the ordinary
 * flow, brings it to the coordinator, and waits until the nodes obey it (I3).
 */
final class Administration {
  private static final SignatureAlgorithm ALGORITHM = AdminDocument.ALGORITHM;
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final Duration OBEYED = Duration.ofSeconds(30);
  private static final Duration BRINGING = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Session session;
  private final RingFolder folder;
  private final Clock clock;
  private List<String> behind = List.of();

  /** What is to be changed of the record in force. */
  @FunctionalInterface
  interface Change {
    RingChange of(Ring ring);
  }

  /**
   * @param sentence to people, where it is not done
   */
  record Result(ExitCode exit, String sentence) {}

  Administration(Session session, RingFolder folder, Clock clock) {
    this.session = session;
    this.folder = folder;
    this.clock = clock;
  }

  /** Names of all parties and agents that are revoked. */
  static List<String> revoked(Ring ring) {
    List<String> names = new ArrayList<>();
    ring.parties().stream().filter(Ring.Party::revoked).map(Ring.Party::name).forEach(names::add);
    ring.record().agents().stream()
        .filter(RingRecord.AgentEntry::revoked)
        .map(RingRecord.AgentEntry::name)
        .forEach(names::add);
    return names;
  }

  /** Takes the records that the coordinator has and this requester has not. */
  void fetch() throws IOException, InterruptedException {
    Ring ring = session.ring();
    Optional<String> next = session.api().record(ring.sequence() + 1);
    while (next.isPresent()) {
      obey(next.get());
      next = session.api().record(ring.sequence() + 1);
    }
    handOut();
  }

  /** Takes a record that the swa key signed, whoever brings it. */
  void obey(String text) throws IOException {
    RecordFolder kept = session.keys().records();
    if (kept.text(session.ring().sequence()).filter(text::equals).isPresent()) {
      handOut(); // It is in force, with this signature.
      return;
    }
    Ring.Next next = session.ring().next(text);
    kept.keep(next);
    session.ring().take(next);
    handOut();
  }

  /** Nodes that listen to nobody find all records in their folders. */
  void handOut() throws IOException {
    for (String name : folder.nodeNames()) {
      boolean deaf =
          session
              .ring()
              .party(name)
              .filter(p -> p.role() == Role.HEARTBEAT || p.role() == Role.SATELLITE)
              .isPresent();
      if (deaf) {
        session
            .keys()
            .records()
            .copyTo(
                RecordFolder.beside(
                    NodeConfigReader.read(folder.node(name).config()).recordFile()));
      }
    }
  }

  /** Has a change signed and brings it. */
  Result change(Change change, Duration patience) throws IOException, InterruptedException {
    Ring ring = session.ring();
    RingRecord record = begun(wanted(change, ring));
    Jws.Unsigned unsigned = RingChange.unsigned(ring, record);
    Document document =
        Document.read(
            new ByteArrayInputStream(unsigned.octets()), List.of(ALGORITHM.hashAlgorithm()));
    if (document.content().isEmpty()) {
      throw new CommandFailure(
          ExitCode.LOCAL,
          "the record has "
              + document.size()
              + " octets, and people see at most "
              + Wire.MAX_CONTENT);
    }
    String name = "record-" + record.sequence() + "-of-" + record.ring();
    Requests.Wish wish =
        new Requests.Wish(
            document, name, session.key(RingRecord.SWA), ALGORITHM, "parallel", validity(patience));
    Requests requests = session.requests();
    SigningOutcome outcome =
        new Signing(session.api(), requests, clock, new Progress(Console::say)).run(wish, patience);
    if (!(outcome instanceof SigningOutcome.Signed signed)) {
      ExitCode exit = Outcomes.exit(outcome);
      return new Result(exit, Outcomes.sentence(outcome.view(), exit, name));
    }
    String text = unsigned.with(signed.signature().toByteArray()).text();
    bring(text);
    requests.ended(wish);
    Files.deleteIfExists(begunFile());
    return new Result(ExitCode.DONE, "");
  }

  /** As long as he waits, for devices that voted for it vote for no other meanwhile (I3). */
  private static Duration validity(Duration patience) {
    Duration most = Duration.ofSeconds(AdminDocument.MAX_VALIDITY_SECONDS);
    Duration wanted = patience.compareTo(SHORTEST) < 0 ? SHORTEST : patience;
    return wanted.compareTo(most) > 0 ? most : wanted;
  }

  private RingRecord wanted(Change change, Ring ring) {
    try {
      return change.of(ring).record(clock.instant());
    } catch (EvidenceException e) {
      throw new CommandFailure(ExitCode.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The same octets again, if this change was begun before and its end was not seen: the swa key is
   * never asked to sign two records of one number for one wish.
   */
  private RingRecord begun(RingRecord wanted) throws IOException {
    Path file = begunFile();
    if (Files.exists(file)) {
      RingRecord before = Json.read("ring-record", Files.readAllBytes(file), RingRecord.class);
      if (before.sequence() == wanted.sequence()
          && before.previous().equals(wanted.previous())
          && before.parties().equals(wanted.parties())
          && before.agents().equals(wanted.agents())) {
        return before;
      }
    }
    PrivateFiles.folder(session.keys().records().path());
    PrivateFiles.replace(file, new String(Json.write(wanted), StandardCharsets.UTF_8));
    return wanted;
  }

  private Path begunFile() {
    return session.keys().records().path().resolve("begun.json");
  }

  /**
   * Brings the record and obeys it. Where the answer is lost it is brought again, with the keys
   * that this requester had and with those that the record gives him in turn: which of them count
   * depends on whether it came through.
   */
  private void bring(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + BRINGING.toNanos();
    boolean obeyed = false;
    ApiClient api = session.api();
    while (true) {
      try {
        api.take(text);
        if (!obeyed) {
          obey(text);
        }
        return;
      } catch (ApiException e) {
        if (!e.transientFailure() || System.nanoTime() - deadline > 0) {
          throw e;
        }
        if (!obeyed) {
          obey(text);
          obeyed = true;
        }
        api = api == session.api() ? session.newConnection() : session.api();
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      }
    }
  }

  /** Waits until no device that is up obeys an earlier record; who is down takes it later. */
  void awaitObeyed() throws InterruptedException {
    long deadline = System.nanoTime() + OBEYED.toNanos();
    ApiClient api = session.newConnection();
    do {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      try {
        behind =
            api.status().devices().stream()
                .filter(d -> d.state().equals("record-differs"))
                .map(StatusView.DeviceView::name)
                .toList();
      } catch (ApiException e) {
        if (!e.transientFailure()) {
          throw e;
        }
        behind = List.of("coordinator");
      }
    } while (!behind.isEmpty() && System.nanoTime() - deadline < 0);
    if (!behind.isEmpty()) {
      Console.say("these do not obey it yet: " + String.join(", ", behind));
    }
  }

  /** Devices that did not obey it when the wait was over. */
  List<String> behind() {
    return behind;
  }
}
