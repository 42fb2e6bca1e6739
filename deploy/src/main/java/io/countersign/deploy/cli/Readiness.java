package io.countersign.deploy.cli;

import io.countersign.coordinator.StatusView;
import io.countersign.deploy.client.ApiClient;
import io.countersign.deploy.client.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits until a ring that was started can sign, and tells by name who has come. */
final class Readiness {
  private static final Duration POLL = Duration.ofMillis(300);

  private final ApiClient api;
  private final Consumer<String> say;

  Readiness(ApiClient api, Consumer<String> say) {
    this.api = api;
    this.say = say;
  }

  /**
   * @param held nodes that are not waited for
   * @throws CommandFailure {@link ExitCode#REMOTE} naming who has not come in time
   */
  StatusView await(List<String> held, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    Set<String> come = new HashSet<>();
    String last = "the coordinator has not answered";
    while (System.nanoTime() < end) {
      try {
        StatusView status = api.status();
        List<String> missing = missing(status, held, come);
        if (missing.isEmpty()) {
          return status;
        }
        last = "not yet up: " + String.join(", ", missing);
      } catch (ApiException e) {
        if (!e.transientFailure()) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
    throw new CommandFailure(
        ExitCode.REMOTE,
        last + " after " + wait.toSeconds() + " s: look into nodes/NODE/run/node.log of the ring");
  }

  private List<String> missing(StatusView status, List<String> held, Set<String> come) {
    List<String> missing = new ArrayList<>();
    for (StatusView.DeviceView device : status.devices()) {
      boolean ready = device.state().equals("up") && !device.keys().isEmpty();
      if (device.state().equals("revoked")) {
        continue;
      }
      note(ready, device.name(), "device " + device.name() + " is up", held, come, missing);
    }
    for (StatusView.AgentView agent : status.agents()) {
      boolean ready = !agent.state().equals("down");
      if (!held.contains(agent.node())) {
        note(ready, agent.name(), "agent " + agent.name() + " is there", held, come, missing);
      }
    }
    return missing;
  }

  private void note(
      boolean ready,
      String name,
      String line,
      List<String> held,
      Set<String> come,
      List<String> missing) {
    if (ready) {
      if (come.add(name)) {
        say.accept(line);
      }
    } else if (!held.contains(name)) {
      missing.add(name);
    }
  }
}
