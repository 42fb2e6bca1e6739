package io.countersign.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.protocol.evidence.RingChange;
import io.countersign.protocol.evidence.Role;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.testing.TestRing;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.thresholdrsa.SignatureAlgorithm;
import io.countersign.protocol.wire.AgentProtocol;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request's core on a bench: time stands still, and nobody answers until he is told to. */
final class RequestBench {
  static final byte[] DOCUMENT = "Pay the bearer.".getBytes(StandardCharsets.UTF_8);
  static final CoordinatorLimits LIMITS = CoordinatorLimits.defaults();

  final TestRing ring;
  final RequestCore core;
  final Parties<FakeDevice> devices = new Parties<>();
  final Parties<FakeAgents> agents = new Parties<>();
  final List<RequestEvent> journal = new ArrayList<>();
  final Parties<Health.Device> deviceHealth = new Parties<>();
  final Parties<Health.Node> nodeHealth = new Parties<>();
  Stored stored = Stored.EMPTY;
  Progress progress = Progress.NONE;
  Instant now = Instant.now();

  /** How far the wall clock is before the time that never jumps. */
  Duration clockAhead = Duration.ZERO;

  boolean slot = true;
  boolean mayAsk = true;
  RequestCore.Step last;

  RequestBench(TestRing ring) {
    this(ring, LIMITS);
  }

  RequestBench(TestRing ring, CoordinatorLimits limits) {
    this.ring = ring;
    this.core = new RequestCore(ring.ring(), limits);
    this.last =
        core.step(
            stored,
            progress,
            new RequestInput.Tick(),
            new Moment(now, now, Health.NOTHING, slot, mayAsk));
    ring.ring()
        .parties(Role.DEVICE)
        .forEach(p -> devices.put(p.name(), new FakeDevice(ring, p.name())));
    ring.ring()
        .parties(Role.AGENTS)
        .forEach(p -> agents.put(p.name(), new FakeAgents(ring, p.name())));
    devices.forEachName(this::up);
    agents.forEachName(
        node -> nodeHealth.put(node, new Health.Node(true, now, now, agents.get(node).state(1))));
  }

  /** The device answers a probe now. */
  void up(String device) {
    deviceHealth.put(
        device, new Health.Device(true, false, now, now, devices.get(device).state(1)));
  }

  void down(String device) {
    Health.Device before = deviceHealth.get(device);
    deviceHealth.put(
        device,
        new Health.Device(false, true, before.lastAnswer(), before.upSince(), before.state()));
  }

  RequestCore.Step feed(RequestInput input) {
    last =
        core.step(
            stored,
            progress,
            input,
            new Moment(
                now.plus(clockAhead),
                now,
                new Health(deviceHealth.asMap(), nodeHealth.asMap(), Map.of()),
                slot,
                mayAsk));
    Stored folded = stored;
    for (RequestEvent event : last.events()) {
      folded = folded.apply(event, ring.ring());
      journal.add(event);
    }
    assertThat(folded.attempts()).isEqualTo(last.stored().attempts());
    assertThat(folded.running()).isEqualTo(last.stored().running());
    assertThat(folded.ending()).isEqualTo(last.stored().ending());
    stored = last.stored();
    progress = last.progress();
    return last;
  }

  RequestCore.Step tick(Duration later) {
    now = now.plus(later);
    return feed(new RequestInput.Tick());
  }

  RequestCore.Step submit(String mode) {
    // Of equal devices and people a request's id decides; here they are taken as they are numbered.
    int n = devices.names().size();
    SignedRequest request;
    do {
      request = ring.request(DOCUMENT, SignatureAlgorithm.RSASSA_PKCS1_V1_5_SHA256, mode, now);
    } while (Math.floorMod(request.id().hashCode(), n) != n - 1);
    return feed(new RequestInput.Submitted(request, Optional.of(Octets.of(DOCUMENT))));
  }

  /** The next record, for the swa key. */
  RequestCore.Step submitRecord(RingChange change) {
    byte[] document = RingChange.unsigned(ring.ring(), change.record(Instant.now())).octets();
    int n = devices.names().size();
    SignedRequest request;
    do {
      request = ring.adminRequest(document, now);
    } while (Math.floorMod(request.id().hashCode(), n) != n - 1);
    return feed(new RequestInput.Submitted(request, Optional.of(Octets.of(document))));
  }

  /** The agent's yes. */
  RequestCore.Step approve(String agent) {
    String node = ring.ring().agent(agent).orElseThrow().node();
    return feed(new RequestInput.FromAgents(node, agents.get(node).approval(ask(agent))));
  }

  /** The yes of both agents of a device: its quorum. */
  RequestCore.Step agree(int device) {
    approve("agent-" + device + "-1");
    return approve("agent-" + device + "-2");
  }

  RequestCore.Step decline(String agent, boolean lasting) {
    String node = ring.ring().agent(agent).orElseThrow().node();
    AgentProtocol.AskApproval ask = ask(agent);
    return feed(
        new RequestInput.FromAgents(
            node,
            new AgentProtocol.Declined(
                ask.request(),
                agent,
                ask.device(),
                lasting,
                Refusal.of(Refusal.Code.NOT_AUTHORIZED, "agent:refused", "says no"))));
  }

  AgentProtocol.AskApproval ask(String agent) {
    return new AgentProtocol.AskApproval(
        stored.about().id(),
        agent,
        ring.ring().agent(agent).orElseThrow().device(),
        stored.about().signed().jws().text(),
        stored.about().content().orElse(null));
  }

  /**
   * A request in its first attempt: devices 1 and 2 of the small ring were asked for their votes.
   */
  static RequestBench voting(String mode) {
    RequestBench bench = new RequestBench(Rings.SMALL);
    bench.submit(mode);
    bench.agree(1);
    bench.agree(2);
    assertThat(bench.plan().signers()).containsExactly(1, 2);
    return bench;
  }

  /** A parallel attempt of which all votes are there. */
  static RequestBench releasing() {
    RequestBench bench = voting("parallel");
    bench.answerAll();
    return bench;
  }

  /** A serial attempt whose first signer was asked for its hop. */
  static RequestBench chaining() {
    RequestBench bench = voting("serial");
    bench.answerAll();
    return bench;
  }

  RequestEvent.AttemptPlanned plan() {
    return stored.last().orElseThrow();
  }

  /** What the last step sent to devices, by device. */
  Parties<DeviceProtocol> questions() {
    Parties<DeviceProtocol> questions = new Parties<>();
    for (RequestEffect effect : last.effects()) {
      if (effect instanceof RequestEffect.ToDevice e) {
        questions.put(e.device(), e.message());
      }
    }
    return questions;
  }

  /** The agents that the last step asked. */
  List<String> asked() {
    return last.effects().stream()
        .filter(RequestEffect.ToAgents.class::isInstance)
        .map(e -> ((AgentProtocol.AskApproval) ((RequestEffect.ToAgents) e).message()).agent())
        .sorted()
        .toList();
  }

  List<String> notes() {
    return last.effects().stream()
        .filter(RequestEffect.Note.class::isInstance)
        .map(e -> ((RequestEffect.Note) e).text())
        .toList();
  }

  /** Every device that the last step asked answers, in the order of their names. */
  RequestCore.Step answerAll() {
    Parties<DeviceProtocol> questions = questions();
    questions.forEachName(
        device -> answer(device, devices.get(device).answer(questions.get(device))));
    return last;
  }

  RequestCore.Step answer(String device, DeviceProtocol message) {
    return feed(new RequestInput.FromDevice(device, message));
  }

  RequestCore.Step refuse(String device, Refusal refusal) {
    return answer(
        device, new DeviceProtocol.Refused(stored.about().id(), plan().attempt(), device, refusal));
  }

  /** Runs what the last step wants computed. */
  RequestCore.Step compute() {
    RequestEffect.Compute compute =
        last.effects().stream()
            .filter(RequestEffect.Compute.class::isInstance)
            .map(RequestEffect.Compute.class::cast)
            .findFirst()
            .orElseThrow();
    return feed(new RequestInput.Computed(compute.attempt(), Combining.run(compute.job())));
  }

  /** Forgets what is not in the journal, and reads that. */
  RequestCore.Step restart() {
    Stored read = Stored.EMPTY;
    for (RequestEvent event : journal) {
      read = read.apply(event, ring.ring());
    }
    stored = read;
    progress = Progress.NONE;
    return feed(new RequestInput.Resumed());
  }

  /** How devices answer in {@link #play}. */
  @FunctionalInterface
  interface Script {
    /**
     * @return empty if the device keeps silent
     */
    Optional<DeviceProtocol> answer(String device, DeviceProtocol question);
  }

  /** A request of the ring that every device has its quorum for, and that nobody was asked yet. */
  static RequestBench agreed(TestRing ring) {
    RequestBench bench = new RequestBench(ring);
    bench.slot = false;
    bench.submit("parallel");
    bench.devices.forEachName(
        device -> bench.agree(Integer.parseInt(device.substring("device-".length()))));
    bench.slot = true;
    return bench;
  }

  /** Every device does as it should, but those that the script answers for. */
  Script honestBut(Script script) {
    return (device, question) ->
        script.answer(device, question).or(() -> Optional.of(devices.get(device).answer(question)));
  }

  /** Devices answer at once, and time passes, until the request ends or that time is over. */
  void play(Duration most, Script script) {
    Instant end = now.plus(most);
    Deque<RequestEffect> todo = new ArrayDeque<>(last.effects());
    while (stored.isOpen() && now.isBefore(end)) {
      RequestEffect effect = todo.poll();
      if (effect instanceof RequestEffect.ToDevice e) {
        script
            .answer(e.device(), e.message())
            .ifPresent(a -> todo.addAll(answer(e.device(), a).effects()));
      } else if (effect instanceof RequestEffect.Compute e) {
        todo.addAll(feed(new RequestInput.Computed(e.attempt(), Combining.run(e.job()))).effects());
      } else if (effect == null) {
        pass();
        todo.addAll(last.effects());
      }
    }
  }

  /** Time passes to when the request wants to be woken, or the next probe. */
  private void pass() {
    Instant soonest = now.plusMillis(1);
    Instant probe = now.plus(core.limits().probeInterval());
    Instant wake = last.wake().filter(w -> w.isBefore(probe)).orElse(probe);
    now = wake.isBefore(soonest) ? soonest : wake;
    devices.forEachName(this::up);
    feed(new RequestInput.Tick());
  }

  /** How many attempts were planned. */
  long attempts() {
    return journal.stream().filter(RequestEvent.AttemptPlanned.class::isInstance).count();
  }

  RequestView view() {
    return new RequestViews(ring.ring())
        .of(
            stored,
            progress,
            new Situation(
                ring.ring(),
                stored,
                progress,
                new Moment(
                    now.plus(clockAhead),
                    now,
                    new Health(deviceHealth.asMap(), nodeHealth.asMap(), Map.of()),
                    slot,
                    mayAsk)));
  }

  <T> T lastEvent(Class<T> type) {
    return last.events().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no " + type.getSimpleName() + " in " + last.events()));
  }
}
