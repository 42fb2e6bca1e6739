package io.countersign.device;

import io.countersign.protocol.guard.BeatRefused;
import io.countersign.protocol.guard.SatelliteAnswer;
import io.countersign.protocol.guard.SatellitePolicy;
import io.countersign.protocol.thresholdrsa.Octets;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides whether a device's satellites let it go on (M28): a pure state machine over questions,
 * answers and time. Times are readings of the boot clock, which goes on while the machine sleeps.
 *
 * <pre>
 *   question sent                             its nonce is open for {@code within}
 *   answer to an open question of him         it is closed; the word counts from when it was SENT
 *   an answer to an earlier question          closes its question, the later word stays
 *   any other answer                          {@link BeatRefused}, nothing changes
 *   k satellites' last word, sent within {@code within}, is on    the device may go on
 *   the same of off                                               it is switched off
 * </pre>
 *
 * <p>So an answer that is held back buys no time, and silence is neither on nor off.
 */
final class SatelliteWatch {
  private final SatellitePolicy policy;

  /** A question that is not answered yet. */
  record Open(String satellite, Duration sent) {}

  /** The last word of a satellite, as of when the question was sent. */
  record Word(boolean on, Duration sent) {}

  /**
   * All that is known. Immutable.
   *
   * @param open by nonce
   * @param words by satellite
   * @param due when each satellite is asked again
   */
  record State(Map<Octets, Open> open, Map<String, Word> words, Map<String, Duration> due) {
    /** A device begins without any word. */
    static final State NEW = new State(Map.of(), Map.of(), Map.of());

    State {
      open = Map.copyOf(open);
      words = Map.copyOf(words);
      due = Map.copyOf(due);
    }
  }

  SatelliteWatch(SatellitePolicy policy) {
    this.policy = policy;
  }

  /** Whom to ask now. */
  List<String> due(State state, Duration now) {
    return policy.satellites().stream()
        .filter(name -> now.compareTo(state.due().getOrDefault(name, Duration.ZERO)) >= 0)
        .toList();
  }

  /** A question goes out; those that are too old to count are forgotten. */
  State asked(State state, String satellite, Octets nonce, Duration now) {
    Map<Octets, Open> open = new HashMap<>(state.open());
    open.values().removeIf(question -> !counts(question.sent(), now));
    open.put(nonce, new Open(satellite, now));
    Map<String, Duration> due = new HashMap<>(state.due());
    due.put(satellite, now.plus(policy.period()));
    return new State(open, state.words(), due);
  }

  /**
   * An authentic answer came.
   *
   * @throws BeatRefused {@code satellite:nonce} if no such question is open, {@code
   *     satellite:source} if it was another's
   */
  State answered(State state, SatelliteAnswer answer, Duration now) throws BeatRefused {
    Open question = state.open().get(answer.nonce());
    if (question == null || !counts(question.sent(), now)) {
      throw new BeatRefused(
          "satellite:nonce",
          answer.satellite() + " answers what was not asked, was answered, or too long ago");
    }
    if (!question.satellite().equals(answer.satellite())) {
      throw new BeatRefused(
          "satellite:source", answer.satellite() + " answers for " + question.satellite());
    }
    Map<Octets, Open> open = new HashMap<>(state.open());
    open.remove(answer.nonce());
    Map<String, Word> words = new HashMap<>(state.words());
    Word before = words.get(answer.satellite());
    if (before == null || before.sent().compareTo(question.sent()) <= 0) {
      words.put(answer.satellite(), new Word(answer.on(), question.sent()));
    }
    return new State(open, words, state.due());
  }

  /** Until when the device may go on; empty if it may not. */
  Optional<Duration> until(State state) {
    return sent(state, true)
        .sorted(Comparator.reverseOrder())
        .skip(policy.need() - 1)
        .findFirst()
        .map(sent -> sent.plus(policy.within()));
  }

  /** Whether k satellites say that it is switched off. */
  boolean isOff(State state, Duration now) {
    return sent(state, false).filter(sent -> counts(sent, now)).count() >= policy.need();
  }

  /** What each satellite says: {@code sat-1=on}, {@code off} or {@code silent}. */
  List<String> words(State state, Duration now) {
    return policy.satellites().stream()
        .map(
            name ->
                name
                    + "="
                    + Optional.ofNullable(state.words().get(name))
                        .filter(word -> counts(word.sent(), now))
                        .map(word -> word.on() ? "on" : "off")
                        .orElse("silent"))
        .toList();
  }

  private boolean counts(Duration sent, Duration now) {
    return now.compareTo(sent.plus(policy.within())) < 0;
  }

  private static Stream<Duration> sent(State state, boolean on) {
    return state.words().values().stream().filter(word -> word.on() == on).map(Word::sent);
  }
}
