package io.countersign.coordinator.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded journal of an ActorSystem, opened once and closed when the system ends. A
 * coordinator gets it before it starts anything else: a journal that cannot be used then stops the
 * start, and {@link JournalFile#persistenceIds} says which requests are to be resumed.
 */
public final class SyncedJournal implements Extension {
  /** Path of the configuration, and the plugin's id. */
  public static final String PLUGIN_ID = "countersign.journal";

  private static final Logger LOG = LoggerFactory.getLogger(SyncedJournal.class);
  private static final Id ID = new Id();

  private final JournalFile file;

  private SyncedJournal(JournalFile file) {
    this.file = file;
  }

  /**
   * The journal of a system, opened by the first call.
   *
   * @throws UncheckedIOException whose cause is {@link JournalDamaged}, {@link
   *     io.countersign.protocol.log.LogInUse} or another failure to open the folder
   * @throws IllegalArgumentException if {@code countersign.journal.dir} is not set
   */
  public static SyncedJournal get(ClassicActorSystemProvider system) {
    return ID.get(system.classicSystem());
  }

  public JournalFile file() {
    return file;
  }

  private static final class Id extends AbstractExtensionId<SyncedJournal> {
    @Override
    public SyncedJournal createExtension(ExtendedActorSystem system) {
      String dir = system.settings().config().getString(PLUGIN_ID + ".dir");
      if (dir.isBlank()) {
        throw new IllegalArgumentException(
            PLUGIN_ID + ".dir is not set: give the folder of the coordinator's journal");
      }
      JournalFile file = open(system, Path.of(dir));
      file.torn()
          .ifPresent(
              copy ->
                  LOG.warn(
                      "An interrupted write at the end of the journal in {} was set aside as {};"
                          + " nobody was told that it counted",
                      dir,
                      copy));
      system.registerOnTermination(() -> close(file));
      return new SyncedJournal(file);
    }

    private static JournalFile open(ExtendedActorSystem system, Path dir) {
      try {
        JournalStore disk = FileJournalStore.open(dir);
        JournalStore store =
            system.settings().setup().get(JournalSetup.class).map(s -> s.apply(disk)).orElse(disk);
        return JournalFile.open(store, Clock.systemUTC());
      } catch (IOException e) {
        throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
      }
    }

    private static void close(JournalFile file) {
      try {
        file.close();
      } catch (IOException e) {
        LOG.warn("The journal could not be closed: {}", e.toString());
      }
    }
  }
}
