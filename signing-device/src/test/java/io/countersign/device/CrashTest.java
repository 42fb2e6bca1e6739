package io.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.countersign.device.CoreDevice.Kill;
import io.countersign.device.CoreDevice.Moment;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.CombineResult;
import io.countersign.protocol.thresholdrsa.Combiner;
import io.countersign.protocol.thresholdrsa.PartialSignature;
import io.countersign.protocol.thresholdrsa.SigningMode;
import io.countersign.protocol.wire.DeviceProtocol;
import io.countersign.protocol.wire.DeviceProtocol.HopSigned;
import io.countersign.protocol.wire.DeviceProtocol.PartiallySigned;
import io.countersign.protocol.wire.DeviceProtocol.Proved;
import io.countersign.protocol.wire.DeviceProtocol.Refused;
import io.countersign.protocol.wire.DeviceProtocol.Vote;
import io.countersign.protocol.wire.DeviceProtocol.Voted;
import io.countersign.protocol.wire.Refusal.Code;
import io.countersign.protocol.wire.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The device is killed around every record of its log and started again. Whatever the moment: the
 * request ends signed, and no device ever gives two different answers for one attempt (I6).
 */
class CrashTest {
  private static final List<Integer> SIGNERS = List.of(1, 2, 4);
  private static final int ATTEMPTS_MAX = 3;

  private final Map<Integer, CoreDevice> devices = new HashMap<>();
  private final Map<String, DeviceProtocol> answered = new HashMap<>();
  private int kills;

  static Stream<Arguments> everyRecordOfAParallelRequest() {
    return everyRecord(List.of(1), 3);
  }

  static Stream<Arguments> everyRecordOfASerialRequest() {
    return everyRecord(SIGNERS, 3);
  }

  private static Stream<Arguments> everyRecord(List<Integer> devices, int records) {
    List<Arguments> all = new ArrayList<>();
    for (int device : devices) {
      for (int record = 1; record <= records; record++) {
        for (Moment moment : Moment.values()) {
          all.add(Arguments.of(device, new Kill(record, moment)));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "device-{0}: {1}")
  @MethodSource("everyRecordOfAParallelRequest")
  void aParallelRequestEndsSigned(int killed, Kill kill) {
    begin(killed, kill);
    SignedRequest request = Bench.request("parallel");

    TestAttempt attempt = attempt(request, SigningMode.PARALLEL, 1);
    List<Vote> votes = votes(attempt);
    List<PartialSignature> partials = new ArrayList<>();
    for (int signer : SIGNERS) {
      DeviceProtocol answer = ask(signer, attempt.signPartially(votes));
      partials.add(attempt.partial((PartiallySigned) answer));
      assertThat(ask(signer, attempt.prove())).isInstanceOf(Proved.class);
    }

    assertThat(kills).isEqualTo(1);
    verify(new Combiner(attempt.record()).combine(attempt.header(), attempt.em(), partials));
    askEverythingAgain(attempt);
  }

  @ParameterizedTest(name = "device-{0}: {1}")
  @MethodSource("everyRecordOfASerialRequest")
  void aSerialRequestEndsSigned(int killed, Kill kill) {
    begin(killed, kill);
    SignedRequest request = Bench.request("serial");

    for (int number = 1; number <= ATTEMPTS_MAX; number++) {
      TestAttempt attempt = attempt(request, SigningMode.SERIAL, number);
      Optional<List<DeviceProtocol.Hop>> hops = chain(attempt, votes(attempt));
      if (hops.isPresent()) {
        assertThat(kills).isEqualTo(1);
        verify(
            new Combiner(attempt.record())
                .finish(attempt.header(), attempt.em(), attempt.read(hops.get())));
        return;
      }
    }
    fail("not signed after " + ATTEMPTS_MAX + " attempts");
  }

  private void begin(int killed, Kill kill) {
    for (int signer : SIGNERS) {
      devices.put(signer, new CoreDevice(signer));
    }
    device(killed).kill = Optional.of(kill);
  }

  private CoreDevice device(int index) {
    return Optional.ofNullable(devices.get(index)).orElseThrow();
  }

  private static TestAttempt attempt(SignedRequest request, SigningMode mode, int number) {
    return new TestAttempt(
        request, Bench.plan(request, mode, number, SIGNERS.toArray(Integer[]::new)));
  }

  private List<Vote> votes(TestAttempt attempt) {
    return SIGNERS.stream()
        .map(
            signer -> {
              Voted voted = (Voted) ask(signer, attempt.prepare(signer));
              return new Vote(voted.device(), voted.signature());
            })
        .toList();
  }

  /** The hops in order, or empty when a device asks for a new attempt. */
  private Optional<List<DeviceProtocol.Hop>> chain(TestAttempt attempt, List<Vote> votes) {
    List<DeviceProtocol.Hop> hops = new ArrayList<>();
    for (int signer : SIGNERS) {
      DeviceProtocol answer = ask(signer, attempt.signHop(votes, List.copyOf(hops)));
      if (answer instanceof Refused refused) {
        assertThat(refused.refusal().code()).isEqualTo(Code.ATTEMPT_USED);
        assertThat(refused.refusal().check()).isEqualTo("hop:lost");
        return Optional.empty();
      }
      hops.add(((HopSigned) answer).hop());
      assertThat(ask(signer, attempt.signHop(votes, hops.subList(0, hops.size() - 1))))
          .isEqualTo(answer);
    }
    return Optional.of(hops);
  }

  private void askEverythingAgain(TestAttempt attempt) {
    for (int signer : SIGNERS) {
      device(signer).restart();
      ask(signer, attempt.prepare(signer));
      ask(signer, attempt.signPartially());
      ask(signer, attempt.prove());
    }
  }

  /** Asks; asks again if the device is killed; and holds every answer that got out against it. */
  private DeviceProtocol ask(int index, DeviceProtocol message) {
    CoreDevice device = device(index);
    int before = device.answers.size();
    try {
      device.ask(message);
    } catch (CoreDevice.Killed e) {
      kills++;
      device.restart();
      device.ask(message);
    }
    List<DeviceProtocol> got = device.answers.subList(before, device.answers.size());
    assertThat(got).isNotEmpty();
    got.forEach(answer -> holdTo(index, message, answer));
    return got.get(got.size() - 1);
  }

  private void holdTo(int index, DeviceProtocol asked, DeviceProtocol answer) {
    if (!(answer instanceof Refused)) {
      Subject subject = Subject.of(asked);
      String what =
          index + " " + subject.request() + " " + subject.attempt() + " " + answer.getClass();
      DeviceProtocol first = answered.putIfAbsent(what, answer);
      assertThat(answer).as("a second answer for %s", what).isIn(first == null ? answer : first);
    }
  }

  private static void verify(CombineResult result) {
    assertThat(result).isInstanceOf(CombineResult.Combined.class);
    CombineResult.Combined combined = (CombineResult.Combined) result;
    assertThat(TestAttempt.verifies(combined.signature().octets().toByteArray())).isTrue();
  }
}
