package io.countersign.coordinator.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.countersign.protocol.log.LogInUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin under real event-sourced behaviors and restarts of the whole system. */
@Timeout(120)
class SyncedFileJournalTest {
  private final Path folder;

  SyncedFileJournalTest(@TempDir Path parent) {
    this.folder = parent.resolve("journal");
  }

  @Test
  void recoversEveryEventAfterARestartOfTheSystem() {
    inSystem(
        kit -> {
          ActorRef<Notes.Command> notes = kit.spawn(Notes.create("request|a"));
          assertThat(add(kit, notes, "one")).containsExactly("one");
          assertThat(add(kit, notes, "two", "three")).containsExactly("one", "two", "three");
        });

    inSystem(
        kit -> {
          assertThat(SyncedJournal.get(kit.system()).file().persistenceIds("request|"))
              .containsExactly("request|a");
          ActorRef<Notes.Command> notes = kit.spawn(Notes.create("request|a"));
          assertThat(add(kit, notes, "four")).containsExactly("one", "two", "three", "four");
        });
  }

  @Test
  void recoversAnActorThatIsRestartedInTheSameSystem() {
    inSystem(
        kit -> {
          ActorRef<Notes.Command> first = kit.spawn(Notes.create("request|a"));
          add(kit, first, "one");
          kit.stop(first);
          assertThat(add(kit, kit.spawn(Notes.create("request|a")), "two"))
              .containsExactly("one", "two");
        });
  }

  @Test
  void keepsTheEventsOfManyActorsApart() {
    List<String> texts = new ArrayList<>();
    inSystem(
        kit -> {
          TestProbe<List<String>> probe = kit.createTestProbe();
          List<ActorRef<Notes.Command>> actors = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            actors.add(kit.spawn(Notes.create("request|" + i)));
          }
          for (int n = 0; n < 5; n++) {
            String text = "note " + n;
            texts.add(text);
            actors.forEach(a -> a.tell(new Notes.Add(List.of(text), probe.getRef())));
          }
          probe.receiveSeveralMessages(500, Duration.ofSeconds(60));
        });

    inSystem(
        kit -> {
          assertThat(SyncedJournal.get(kit.system()).file().persistenceIds("")).hasSize(100);
          for (int i = 0; i < 100; i++) {
            assertThat(add(kit, kit.spawn(Notes.create("request|" + i))))
                .containsExactlyElementsOf(texts);
          }
        });
  }

  @Test
  void failsTheWriteAndGoesOnByItselfWhenTheDiskFails() {
    boolean[] failing = {false};
    FaultyStore.Fault fault =
        step -> {
          if (failing[0] && step == FaultyStore.Step.BEFORE_SYNC) {
            throw new IOException("No space left on device");
          }
        };
    ActorSystemSetup setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(config()),
            new JournalSetup(store -> new FaultyStore(store, fault)));
    ActorTestKit kit =
        ActorTestKit.create(ActorSystem.create(Behaviors.empty(), "failing-disk", setup));
    try {
      ActorRef<Notes.Command> notes = kit.spawn(Notes.create("request|a"));
      assertThat(add(kit, notes, "one")).containsExactly("one");

      failing[0] = true;
      TestProbe<List<String>> probe = kit.createTestProbe();
      notes.tell(new Notes.Add(List.of("lost"), probe.getRef()));
      probe.expectTerminated(notes, Duration.ofSeconds(20));
      probe.expectNoMessage(Duration.ZERO);

      failing[0] = false;
      assertThat(add(kit, kit.spawn(Notes.create("request|a")), "two"))
          .containsExactly("one", "two");
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void startsAfterATornTailAndRefusesDamage() throws Exception {
    inSystem(kit -> add(kit, kit.spawn(Notes.create("request|a")), "one"));
    Path file = folder.resolve("events.journal");
    byte[] good = Files.readAllBytes(file);
    Files.write(file, new byte[] {'C', 'S', 'J'}, StandardOpenOption.APPEND);
    inSystem(
        kit -> {
          assertThat(SyncedJournal.get(kit.system()).file().torn()).isPresent();
          assertThat(add(kit, kit.spawn(Notes.create("request|a")))).containsExactly("one");
        });

    good[60] ^= 1;
    Files.write(file, good);
    inSystem(
        kit ->
            assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> SyncedJournal.get(kit.system()))
                .withCauseInstanceOf(JournalDamaged.class)
                .withMessageContaining("journal damaged: " + file));
  }

  @Test
  void refusesAFolderThatAnotherSystemHas() {
    inSystem(
        first -> {
          add(first, first.spawn(Notes.create("request|a")), "one");
          inSystem(
              second ->
                  assertThatExceptionOfType(UncheckedIOException.class)
                      .isThrownBy(() -> SyncedJournal.get(second.system()))
                      .withCauseInstanceOf(LogInUse.class));
        });
  }

  @Test
  void refusesToStartWithoutAFolder() {
    ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
    try {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> SyncedJournal.get(kit.system()))
          .withMessageContaining("countersign.journal.dir is not set");
    } finally {
      kit.shutdownTestKit();
    }
  }

  /** Runs a test in a new system on the same folder, and ends the system. */
  private void inSystem(Consumer<ActorTestKit> test) {
    ActorTestKit kit = ActorTestKit.create(config());
    try {
      test.accept(kit);
    } finally {
      kit.shutdownTestKit();
    }
  }

  private Config config() {
    return ConfigFactory.parseMap(
            Map.of(
                "countersign.journal.dir",
                folder.toString(),
                "akka.persistence.journal.plugin",
                SyncedJournal.PLUGIN_ID,
                "akka.persistence.snapshot-store.plugin",
                "akka.persistence.no-snapshot-store",
                "akka.actor.allow-java-serialization",
                "off"))
        .withFallback(ConfigFactory.load());
  }

  private static List<String> add(
      ActorTestKit kit, ActorRef<Notes.Command> notes, String... texts) {
    TestProbe<List<String>> probe = kit.createTestProbe();
    notes.tell(new Notes.Add(List.of(texts), probe.getRef()));
    return probe.receiveMessage(Duration.ofSeconds(20));
  }

  /** Keeps texts: each is an event. Several in one command count together. */
  static final class Notes
      extends EventSourcedBehaviorWithEnforcedReplies<Notes.Command, String, List<String>> {
    interface Command {}

    record Add(List<String> texts, ActorRef<List<String>> replyTo) implements Command {}

    private Notes(String id) {
      super(PersistenceId.ofUniqueId(id));
    }

    static Behavior<Command> create(String id) {
      return new Notes(id);
    }

    @Override
    public List<String> emptyState() {
      return List.of();
    }

    @Override
    public CommandHandlerWithReply<Command, String, List<String>> commandHandler() {
      return newCommandHandlerWithReplyBuilder()
          .forAnyState()
          .onCommand(Add.class, this::on)
          .build();
    }

    private ReplyEffect<String, List<String>> on(Add add) {
      return Effect().persist(add.texts()).thenReply(add.replyTo(), state -> state);
    }

    @Override
    public EventHandler<List<String>, String> eventHandler() {
      return (state, event) -> {
        List<String> next = new ArrayList<>(state);
        next.add(event);
        return List.copyOf(next);
      };
    }
  }
}
