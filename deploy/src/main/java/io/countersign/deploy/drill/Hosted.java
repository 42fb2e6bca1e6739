package io.countersign.deploy.drill;

import io.countersign.deploy.drill.Trace.Slot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of devices, its devices, and what happens to it in a wave. Moments are milliseconds of
 * the boot clock; 0 is never. Thread: one.
 */
final class Hosted implements AutoCloseable {
  private final HostProcess process;
  private final Path clock;
  private final Script script;
  private final List<Subject> subjects;
  private boolean firstDone;
  private boolean secondDone;
  private long killed;
  private long running;

  /**
   * @param clock file that its clocks follow
   */
  Hosted(HostProcess process, Path clock, Script script, List<Subject> subjects) {
    this.process = process;
    this.clock = clock;
    this.script = script;
    this.subjects = List.copyOf(subjects);
  }

  HostProcess process() {
    return process;
  }

  Script script() {
    return script;
  }

  List<Subject> subjects() {
    return subjects;
  }

  /** Sets its clocks, if it is that kind. */
  void setClock(boolean away) throws IOException {
    if (script.kind().isFaked()) {
      FakeTime.set(clock, away ? script.seconds() : 0);
    }
  }

  boolean isDone() {
    boolean two = script.kind() == Kind.STOP || script.kind() == Kind.RESTART;
    return firstDone && (secondDone || !two);
  }

  /** Does what is due. */
  void act(long lost, long now) throws IOException, InterruptedException {
    if (!firstDone && now >= lost + script.first()) {
      firstDone = true;
      switch (script.kind()) {
        case STOP -> process.stop();
        case RESTART -> {
          killed = now;
          process.kill();
        }
        case CLOCK, CLOCKS -> setClock(true);
        case SILENCE -> {}
      }
    }
    if (firstDone && !secondDone && now >= lost + script.second()) {
      secondDone = true;
      if (script.kind() == Kind.STOP) {
        running = now;
        process.wake();
      } else if (script.kind() == Kind.RESTART) {
        process.start();
      }
    }
  }

  /** What was seen of its devices. */
  List<Trial> trials(long lost, long gone) {
    List<Trial> trials = new ArrayList<>();
    for (Subject subject : subjects) {
      long limit = lost + subject.disarmAfter();
      boolean killedArmed =
          killed > 0
              && killed <= limit + Trial.LATE
              && (subject.disarmed() == 0 || subject.disarmed() > killed);
      trials.add(
          Trial.of(
              new Trial.Seen(
                  script + " " + subject,
                  script.kind(),
                  lost,
                  gone,
                  script.kind() == Kind.RESTART ? subject.trace().get(Slot.BEGAN) : running,
                  killedArmed,
                  subject.disarmAfter(),
                  subject.eraseAfter(),
                  subject.acted(),
                  killedArmed ? 0 : subject.disarmed(),
                  subject.erased())));
    }
    return trials;
  }

  @Override
  public void close() {
    process.close();
  }
}
