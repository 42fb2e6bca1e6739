package io.countersign.deploy.node;

import io.countersign.deploy.config.NodeConfigReader;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.deploy.local.RingFolder;
import io.countersign.protocol.engine.AgreementKey;
import io.countersign.protocol.engine.IdentitySigner;
import io.countersign.protocol.engine.P256Keys;
import io.countersign.protocol.engine.RsaKeys;
import io.countersign.protocol.evidence.Approval;
import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.evidence.SignedApproval;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.CombineResult;
import io.countersign.protocol.thresholdrsa.Combiner;
import io.countersign.protocol.thresholdrsa.Family;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.PublicRecord;
import io.countersign.protocol.thresholdrsa.SessionHeader;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.Hop;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Plan;
import io.countersign.protocol.wire.DeviceProtocol.Prepare;
import io.countersign.protocol.wire.DeviceProtocol.Probe;
import io.countersign.protocol.wire.DeviceProtocol.Prove;
import io.countersign.protocol.wire.DeviceProtocol.Proved;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.SignHop;
import io.countersign.protocol.wire.DeviceProtocol.SignPartially;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.EnvelopeOpener.Opened;
import io.countersign.protocol.wire.EnvelopeSealer;
import io.countersign.protocol.wire.Outbox;
import io.countersign.protocol.wire.SealedEnvelope;
import io.countersign.protocol.wire.ServerProtocol;
import io.countersign.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What a coordinator could try (issue 2, item 4), each against every device of the ring, and at the
 * end the honest way, which shows that the script would have seen a partial signature. The report
 * goes to {@code run/hostile.txt}; its last line is {@code PASSED} or {@code BROKEN}.
 */
final class HostileScript implements Runnable {
  private static final String MAIN = "main";
  private static final long ANSWER_MILLIS = 4000;
  private static final long SILENCE_MILLIS = 700;

  private final String name;
  private final NodeKeys keys;
  private final Ring ring;
  private final Outbox outbox;
  private final Clock clock;
  private final Path folder;
  private final BlockingQueue<Opened> answers;
  private final EnvelopeSealer sealer;
  private final HostileTools tools;
  private final StringBuilder report = new StringBuilder();
  private final SecureRandom random = new SecureRandom();
  private boolean broken;
  private int tries;

  HostileScript(
      String name,
      NodeKeys keys,
      Outbox outbox,
      Clock clock,
      Path folder,
      BlockingQueue<Opened> answers) {
    this.name = name;
    this.keys = keys;
    this.ring = keys.ring();
    this.outbox = outbox;
    this.clock = clock;
    this.folder = folder;
    this.answers = answers;
    this.sealer =
        new EnvelopeSealer(name, ring, keys.identity()::sign, keys.agreement(), clock, random);
    RingFolder whole = new RingFolder(folder.getParent().getParent());
    this.tools =
        new HostileTools(
            ring,
            NodeKeys.open(NodeConfigReader.readClient(whole.clientConfig()).sources(), clock));
  }

  @Override
  public void run() {
    try {
      attack();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      broken = true;
    } catch (RuntimeException e) {
      broken = true;
      report.append("failed: ").append(e).append('\n');
    } finally {
      report
          .append(tries)
          .append(" attempts of attack\n")
          .append(broken ? "BROKEN" : "PASSED")
          .append('\n');
      write();
    }
  }

  private void attack() throws InterruptedException {
    awaitDevices();
    byte[] document = "a document that the agents approved".getBytes(StandardCharsets.UTF_8);
    long now = clock.instant().getEpochSecond();
    SignedRequest approved = tools.request(MAIN, document, now - 5, now + 3600);
    Map<String, List<String>> approvals = approvals(approved, document);
    SignedRequest other =
        tools.request(MAIN, "never approved".getBytes(StandardCharsets.UTF_8), now - 5, now + 3600);
    byte[] otherDocument = "never approved".getBytes(StandardCharsets.UTF_8);
    Plan plan = tools.plan(MAIN, SigningMode.PARALLEL, 1, List.of(1, 2, 3));

    for (int index : plan.signers()) {
      String device = device(index);
      List<String> mine = approvals.getOrDefault(device, List.of());
      refused(
          "altered digest",
          device,
          prepare(altered(approved, other), approved.id(), otherDocument, plan, mine));
      refused("content of another document", device, prepare(approved, otherDocument, plan, mine));
      refused("no approvals", device, prepare(approved, document, plan, List.of()));
      refused(
          "one approval twice",
          device,
          prepare(approved, document, plan, List.of(mine.get(0), mine.get(0))));
      refused(
          "invented approvals",
          device,
          prepare(approved, document, plan, invented(approved, device)));
      refused("replayed approvals", device, prepare(other, otherDocument, plan, mine));
      refused(
          "another device's approvals",
          device,
          prepare(
              approved, document, plan, approvals.getOrDefault(device(index % 5 + 1), List.of())));
      refused("expired request", device, prepareExpired(document, plan, mine, now));
      swapped(device, approved, document, plan, mine);
      refused(
          "votes for an attempt never prepared",
          device,
          new SignPartially(approved.id(), 1, header(approved, plan), List.of()));
      refused("proof before release", device, new Prove(approved.id(), 1, header(approved, plan)));
      purposes(device, plan, mine, now);
      unreadable(device, prepare(approved, document, plan, mine));
    }
    votes(approved, document, plan, approvals);
    serial(approved, document, approvals);
    honest(approved, document, approvals);
  }

  private void swapped(
      String device, SignedRequest request, byte[] document, Plan plan, List<String> mine)
      throws InterruptedException {
    byte[] noise = new byte[32];
    random.nextBytes(noise);
    refused(
        "header of nothing",
        device,
        new Prepare(
            request.id(), request.jws().text(), Octets.of(document), plan, Octets.of(noise), mine));
    Plan serial = tools.plan(MAIN, SigningMode.SERIAL, 1, plan.signers());
    refused(
        "header of the other mode",
        device,
        new Prepare(
            request.id(),
            request.jws().text(),
            Octets.of(document),
            plan,
            header(request, serial),
            mine));
    List<List<Integer>> wrong =
        List.of(
            List.of(1, 2),
            List.of(1, 2, 3, 4),
            List.of(3, 2, 1),
            List.of(1, 1, 2),
            List.of(0, 1, 2),
            List.of(1, 2, 99));
    for (List<Integer> signers : wrong) {
      Plan bad = new Plan(1, plan.mode(), plan.keyId(), plan.epoch(), plan.row(), signers);
      refused(
          "signers " + signers,
          device,
          new Prepare(
              request.id(),
              request.jws().text(),
              Octets.of(document),
              bad,
              header(request, plan),
              mine));
    }
    Plan epoch =
        new Plan(1, plan.mode(), plan.keyId(), plan.epoch() + 1, plan.row(), plan.signers());
    refused(
        "another epoch",
        device,
        new Prepare(
            request.id(),
            request.jws().text(),
            Octets.of(document),
            epoch,
            header(request, plan),
            mine));
    Plan row = new Plan(1, plan.mode(), plan.keyId(), plan.epoch(), -1, plan.signers());
    refused(
        "row -1",
        device,
        new Prepare(
            request.id(),
            request.jws().text(),
            Octets.of(document),
            row,
            header(request, plan),
            mine));
    Plan attempt = new Plan(0, plan.mode(), plan.keyId(), plan.epoch(), plan.row(), plan.signers());
    refused(
        "attempt 0",
        device,
        new Prepare(
            request.id(),
            request.jws().text(),
            Octets.of(document),
            attempt,
            header(request, plan),
            mine));
    List<Integer> without =
        List.of(1, 2, 3, 4, 5).stream().filter(i -> !device(i).equals(device)).limit(3).toList();
    Plan foreign = tools.plan(MAIN, SigningMode.PARALLEL, 1, without);
    refused("a plan without this device", device, prepare(request, document, foreign, mine));
  }

  private void purposes(String device, Plan plan, List<String> mine, long now)
      throws InterruptedException {
    byte[] document = "an ordinary document".getBytes(StandardCharsets.UTF_8);
    SignedRequest forSwa = tools.request("swa", document, now - 5, now + 3600);
    Plan swa = tools.plan("swa", SigningMode.PARALLEL, 1, plan.signers());
    refused("a document under the swa key", device, prepare(forSwa, document, swa, mine));
    try {
      byte[] certificate = ring.parties().iterator().next().tls().getTBSCertificate();
      SignedRequest forged = tools.request(MAIN, certificate, now - 5, now + 3600);
      refused(
          "a certificate under a document key", device, prepare(forged, certificate, plan, mine));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What no device may even answer: for somebody else, from somebody else, repeated, not an
   * envelope.
   */
  private void unreadable(String device, Prepare good) throws InterruptedException {
    String another = device.equals("amber") ? "basalt" : "amber";
    SealedEnvelope forAnother = sealer.seal(another, good);
    silent("sealed for another device", device, forAnother);
    try (IdentitySigner stranger = IdentitySigner.fromPem(P256Keys.generate().pkcs8Pem())) {
      EnvelopeSealer forger =
          new EnvelopeSealer(name, ring, stranger::sign, keys.agreement(), clock, random);
      silent("sealed with another key", device, forger.seal(device, good));
      EnvelopeSealer unlisted =
          new EnvelopeSealer("nobody", ring, stranger::sign, keys.agreement(), clock, random);
      silent("sealed by an unlisted sender", device, unlisted.seal(device, good));
    }
    SealedEnvelope probe = sealer.seal(device, new Probe(7));
    silent("altered message", device, with(probe, altered(probe.sealed())));
    try (AgreementKey other = AgreementKey.fresh();
        EnvelopeSealer half =
            new EnvelopeSealer(name, ring, keys.identity()::sign, other, clock, random)) {
      silent("sealed with another agreement key", device, half.seal(device, good));
    }
    SealedEnvelope toAnother = sealer.seal(another, new Probe(8));
    silent("an opening of another channel", device, with(toAnother, probe.sealed()));
    byte[] bomb = new byte[300_000];
    bomb[0] = 0x1f;
    bomb[1] = (byte) 0x8b;
    silent("compressed octets", device, with(probe, Octets.of(bomb)));
  }

  private static Octets altered(Octets octets) {
    byte[] altered = octets.toByteArray();
    altered[altered.length / 2] ^= 1;
    return Octets.of(altered);
  }

  private static SealedEnvelope with(SealedEnvelope outer, Octets sealed) {
    return new SealedEnvelope(
        outer.opening(),
        outer.signature(),
        outer.sequence(),
        outer.issued(),
        outer.expires(),
        sealed);
  }

  private void votes(
      SignedRequest request, byte[] document, Plan plan, Map<String, List<String>> approvals)
      throws InterruptedException {
    List<Vote> votes = prepareAll(request, document, plan, approvals);
    Octets header = header(request, plan);
    for (int index : plan.signers()) {
      String device = device(index);
      List<String> mine = approvals.getOrDefault(device, List.of());
      Plan reused = tools.plan(MAIN, SigningMode.PARALLEL, 1, otherSigners(index));
      refused(
          "attempt 1 again with other signers", device, prepare(request, document, reused, mine));
      refused("no votes", device, new SignPartially(request.id(), 1, header, List.of()));
      refused(
          "fewer votes than t",
          device,
          new SignPartially(request.id(), 1, header, votes.subList(0, 2)));
      refused(
          "one vote twice",
          device,
          new SignPartially(
              request.id(), 1, header, List.of(votes.get(0), votes.get(1), votes.get(1))));
      byte[] forged = new byte[64];
      random.nextBytes(forged);
      refused(
          "a forged vote",
          device,
          new SignPartially(
              request.id(),
              1,
              header,
              List.of(votes.get(0), votes.get(1), new Vote(3, Octets.of(forged)))));
      refused(
          "a vote under another name",
          device,
          new SignPartially(
              request.id(),
              1,
              header,
              List.of(votes.get(0), votes.get(1), new Vote(3, votes.get(0).signature()))));
      refused(
          "votes for another header",
          device,
          new SignPartially(request.id(), 1, request.id(), votes));
      refused(
          "hop of a parallel attempt",
          device,
          new SignHop(request.id(), 1, header, votes, List.of()));
      refused("proof before release", device, new Prove(request.id(), 1, header));
    }
  }

  /** CRYPTO.md 3.3: unbound input would make a device an oracle for b -> b^a. */
  private void serial(SignedRequest request, byte[] document, Map<String, List<String>> approvals)
      throws InterruptedException {
    Plan plan = tools.plan(MAIN, SigningMode.SERIAL, 2, List.of(1, 2, 3));
    List<Vote> votes = prepareAll(request, document, plan, approvals);
    Octets header = header(request, plan);
    int k = tools.key(MAIN).family(Family.MULT).orElseThrow().modulusOctets();
    byte[] chosen = new byte[k];
    random.nextBytes(chosen);
    chosen[0] = 0;
    byte[] signature = new byte[64];
    random.nextBytes(signature);
    Hop invented = new Hop(1, Octets.of(chosen), Octets.EMPTY, Octets.of(signature));
    Hop inventedSecond = new Hop(2, Octets.of(chosen), Octets.EMPTY, Octets.of(signature));
    refused(
        "first hop with too few votes",
        device(1),
        new SignHop(request.id(), 2, header, votes.subList(1, 3), List.of()));
    refused(
        "unbound input at the middle",
        device(2),
        new SignHop(request.id(), 2, header, votes, List.of(invented)));
    refused(
        "unbound input at the end",
        device(3),
        new SignHop(request.id(), 2, header, votes, List.of(invented, inventedSecond)));
    Hop first = hop(device(1), new SignHop(request.id(), 2, header, votes, List.of()));
    Hop moved = new Hop(1, Octets.of(chosen), first.proof(), first.signature());
    Hop bare = new Hop(1, first.y(), Octets.EMPTY, first.signature());
    Hop renamed = new Hop(3, first.y(), first.proof(), first.signature());
    refused(
        "a hop's value exchanged",
        device(2),
        new SignHop(request.id(), 2, header, votes, List.of(moved)));
    refused(
        "a hop's proof removed",
        device(2),
        new SignHop(request.id(), 2, header, votes, List.of(bare)));
    refused(
        "a hop under another device's name",
        device(2),
        new SignHop(request.id(), 2, header, votes, List.of(renamed)));
    refused(
        "the same hop twice",
        device(2),
        new SignHop(request.id(), 2, header, votes, List.of(first, first)));
    refused(
        "a signed hop and an unbound one",
        device(3),
        new SignHop(request.id(), 2, header, votes, List.of(first, inventedSecond)));
    refused(
        "partial of a serial attempt",
        device(2),
        new SignPartially(request.id(), 2, header, votes));
  }

  private void honest(SignedRequest request, byte[] document, Map<String, List<String>> approvals)
      throws InterruptedException {
    Plan plan = tools.plan(MAIN, SigningMode.PARALLEL, 3, List.of(1, 2, 3));
    List<Vote> votes = prepareAll(request, document, plan, approvals);
    SessionHeader header = tools.header(request, plan);
    PublicRecord record = tools.key(MAIN).family(Family.ADD).orElseThrow();
    List<PartialSignature> partials = new ArrayList<>();
    for (int index : plan.signers()) {
      send(device(index), new SignPartially(request.id(), 3, header.hash().octets(), votes));
      Opened answer = await(ANSWER_MILLIS, o -> o.message() instanceof PartiallySigned);
      if (answer != null && answer.message() instanceof PartiallySigned signed) {
        partials.add(PartialSignature.decode(record, signed.device(), signed.y()));
      }
    }
    boolean combined =
        partials.size() == 3
            && new Combiner(record).combine(header, record.encode(header), partials)
                instanceof CombineResult.Combined;
    broken |= !combined;
    report.append(
        combined
            ? "the honest way gives a signature\n"
            : "the honest way gives NO signature: the script proves nothing\n");
  }

  private void refused(String what, String device, WireMessage message)
      throws InterruptedException {
    tries++;
    answers.clear();
    send(device, message);
    Opened answer =
        await(
            ANSWER_MILLIS,
            o -> o.message() instanceof Refused || released(o) || o.message() instanceof Voted);
    if (answer != null
        && answer.from().equals(device)
        && answer.message() instanceof Refused refusal) {
      report.append(
          "%-9s %-40s %s %s%n"
              .formatted(device, what, refusal.refusal().code(), refusal.refusal().check()));
      return;
    }
    broken = true;
    report.append("%-9s %-40s NOT REFUSED: %s%n".formatted(device, what, answer));
  }

  private void silent(String what, String device, SealedEnvelope sealed)
      throws InterruptedException {
    tries++;
    answers.clear();
    deliver(device, new Probe(1), sealed);
    Opened answer = await(SILENCE_MILLIS, o -> true);
    broken |= answer != null;
    report.append(
        "%-9s %-40s %s%n"
            .formatted(device, what, answer == null ? "not answered" : "ANSWERED: " + answer));
  }

  private static boolean released(Opened opened) {
    return opened.message() instanceof PartiallySigned
        || opened.message() instanceof HopSigned
        || opened.message() instanceof Proved;
  }

  private List<Vote> prepareAll(
      SignedRequest request, byte[] document, Plan plan, Map<String, List<String>> approvals)
      throws InterruptedException {
    List<Vote> votes = new ArrayList<>();
    for (int index : plan.signers()) {
      send(
          device(index),
          prepare(request, document, plan, approvals.getOrDefault(device(index), List.of())));
      Opened answer =
          await(ANSWER_MILLIS, o -> o.message() instanceof Voted || o.message() instanceof Refused);
      if (answer == null || !(answer.message() instanceof Voted voted)) {
        throw new IllegalStateException("no vote of " + device(index) + ": " + answer);
      }
      votes.add(new Vote(voted.device(), voted.signature()));
    }
    return votes;
  }

  private Hop hop(String device, SignHop message) throws InterruptedException {
    send(device, message);
    Opened answer =
        await(
            ANSWER_MILLIS, o -> o.message() instanceof HopSigned || o.message() instanceof Refused);
    if (answer == null || !(answer.message() instanceof HopSigned signed)) {
      throw new IllegalStateException("no hop of " + device + ": " + answer);
    }
    return signed.hop();
  }

  private Map<String, List<String>> approvals(SignedRequest request, byte[] document)
      throws InterruptedException {
    Map<String, List<String>> given = new HashMap<>();
    for (Ring.Party device : ring.parties(Role.DEVICE)) {
      for (Ring.Agent agent : ring.agentsOf(device.name()).subList(0, 2)) {
        send(
            agent.node(),
            new AgentProtocol.AskApproval(
                request.id(),
                agent.name(),
                device.name(),
                request.jws().text(),
                Octets.of(document)));
        Opened answer = await(ANSWER_MILLIS, o -> o.message() instanceof AgentProtocol.Approved);
        if (answer == null || !(answer.message() instanceof AgentProtocol.Approved yes)) {
          throw new IllegalStateException("no approval of " + agent.name());
        }
        given.computeIfAbsent(device.name(), d -> new ArrayList<>()).add(yes.approval());
      }
    }
    return given;
  }

  private void awaitDevices() throws InterruptedException {
    awaitEach(ring.parties(Role.DEVICE), Probe::new, DeviceProtocol.DeviceState.class);
    awaitEach(
        ring.parties(Role.AGENTS), AgentProtocol.AgentProbe::new, AgentProtocol.AgentState.class);
  }

  private void awaitEach(
      List<Ring.Party> parties, java.util.function.LongFunction<WireMessage> probe, Class<?> answer)
      throws InterruptedException {
    for (Ring.Party party : parties) {
      int tried = 0;
      do {
        if (tried++ > 200) {
          throw new IllegalStateException(party.name() + " does not answer");
        }
        send(party.name(), probe.apply(tried));
      } while (await(500, o -> o.from().equals(party.name()) && answer.isInstance(o.message()))
          == null);
    }
  }

  private List<String> invented(SignedRequest request, String device) {
    KeyPair card = RsaKeys.generate(2048);
    long now = clock.instant().getEpochSecond();
    BiFunction<Ring.Agent, Integer, String> forge =
        (agent, i) ->
            SignedApproval.sign(
                    new Approval(
                        Approval.VERSION,
                        request.id().hex(),
                        device,
                        ring.party(device).orElseThrow().serial(),
                        request.request().digest(),
                        request.request().key(),
                        request.request().purpose(),
                        agent.name(),
                        now,
                        now + 600),
                    agent.serial(),
                    octets -> rs256(card, octets))
                .jws()
                .text();
    return ring.agentsOf(device).stream().limit(2).map(agent -> forge.apply(agent, 0)).toList();
  }

  private static byte[] rs256(KeyPair card, byte[] octets) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(card.getPrivate());
      signature.update(octets);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One request's payload with another's digest, under the old signature. */
  private static String altered(SignedRequest request, SignedRequest other) {
    String payload = new String(request.jws().payload().toByteArray(), StandardCharsets.UTF_8);
    String changed = payload.replace(request.request().digest(), other.request().digest());
    String[] parts = request.jws().text().split("\\.");
    return parts[0]
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(changed.getBytes(StandardCharsets.UTF_8))
        + "."
        + parts[2];
  }

  private Prepare prepare(
      SignedRequest request, byte[] content, Plan plan, List<String> approvals) {
    return new Prepare(
        request.id(),
        request.jws().text(),
        Octets.of(content),
        plan,
        header(request, plan),
        approvals);
  }

  private Prepare prepare(
      String text, Octets id, byte[] content, Plan plan, List<String> approvals) {
    return new Prepare(id, text, Octets.of(content), plan, Octets.of(new byte[32]), approvals);
  }

  private Prepare prepareExpired(byte[] document, Plan plan, List<String> approvals, long now) {
    return prepare(tools.request(MAIN, document, now - 600, now - 300), document, plan, approvals);
  }

  private Octets header(SignedRequest request, Plan plan) {
    return tools.header(request, plan).hash().octets();
  }

  private List<Integer> otherSigners(int index) {
    return List.of(1, 2, 3, 4, 5).stream().filter(i -> i == index || i > 3).sorted().toList();
  }

  private String device(int index) {
    return tools.key(MAIN).device(index).name();
  }

  /**
   * Where a device has a message server, what is for the device goes in an envelope for that one.
   */
  private void deliver(String to, WireMessage message, SealedEnvelope sealed) {
    Optional<Ring.Party> server = ring.messageServerOf(to);
    if (server.isPresent() && message instanceof DeviceProtocol toDevice) {
      String door = server.get().name();
      outbox.send(door, sealer.seal(door, ServerProtocol.Pass.of(toDevice, sealed)));
    } else {
      outbox.send(to, sealed);
    }
  }

  private void send(String to, WireMessage message) {
    deliver(to, message, sealer.seal(to, message));
  }

  private @org.jspecify.annotations.Nullable Opened await(long millis, Predicate<Opened> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = deadline - System.nanoTime(); left > 0; left = deadline - System.nanoTime()) {
      Opened opened = answers.poll(left, TimeUnit.NANOSECONDS);
      if (opened != null && wanted.test(opened)) {
        return opened;
      }
    }
    return null;
  }

  private void write() {
    try {
      Path temporary = folder.resolve("run/hostile.tmp");
      Files.writeString(temporary, report);
      Files.move(temporary, folder.resolve("run/hostile.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
