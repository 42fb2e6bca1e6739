package io.countersign.coordinator.journal;

import akka.actor.ActorRef;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.Tagged;
import akka.persistence.journal.japi.AsyncWriteJournal;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import com.typesafe.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/**
 * The Akka Persistence plugin over {@link JournalFile}. A write is answered after its octets were
 * synced (I6). An event that cannot be serialized, is too long or carries metadata is rejected by
 * itself; a failure of the disk fails the write and stops the persistent actor, as Akka prescribes.
 * Tags are dropped: nothing queries by them.
 *
 * <p>Thread: the actor's own for serialization; the disk is written by {@link JournalWriter} and
 * read on the replay dispatcher.
 */
public final class SyncedFileJournal extends AsyncWriteJournal {
  private final JournalFile file;
  private final Serialization serialization;
  private final Executor reading;

  /** Called by Akka with the section {@code countersign.journal}. */
  public SyncedFileJournal(Config config) {
    this.file = SyncedJournal.get(context().system()).file();
    this.serialization = SerializationExtension.get(context().system());
    this.reading = context().system().dispatchers().lookup(config.getString("replay-dispatcher"));
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    List<Optional<Exception>> results = new ArrayList<>();
    List<EncodedFrame> frames = new ArrayList<>();
    for (AtomicWrite message : messages) {
      try {
        frames.add(EncodedFrame.of(payload(message)));
        results.add(Optional.empty());
      } catch (JournalMisused e) {
        results.add(Optional.of(e));
      }
    }
    CompletionStage<Iterable<Optional<Exception>>> done =
        file.append(frames).thenApply(written -> results);
    return FutureConverters.asScala(done);
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    try {
      EncodedFrame frame = EncodedFrame.of(new FramePayload.Delete(persistenceId, toSequenceNr));
      return FutureConverters.asScala(file.append(List.of(frame)));
    } catch (JournalMisused e) {
      return FutureConverters.asScala(CompletableFuture.failedFuture(e));
    }
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    CompletionStage<Void> done =
        CompletableFuture.runAsync(() -> replay(persistenceId, from, to, max, replay), reading);
    return FutureConverters.asScala(done);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return FutureConverters.asScala(file.highestSequenceNr(persistenceId));
  }

  private void replay(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    try {
      file.replay(persistenceId, from, to, max, one -> replay.accept(event(persistenceId, one)));
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  private FramePayload payload(AtomicWrite message) throws JournalMisused {
    List<StoredEvent> events = new ArrayList<>();
    for (PersistentRepr event : CollectionConverters.asJava(message.payload())) {
      events.add(stored(event));
    }
    return new FramePayload.Write(message.persistenceId(), message.lowestSequenceNr(), events);
  }

  private StoredEvent stored(PersistentRepr repr) throws JournalMisused {
    if (repr.metadata().isDefined()) {
      throw new JournalMisused("the embedded journal keeps no metadata of events");
    }
    Object event = repr.payload() instanceof Tagged tagged ? tagged.payload() : repr.payload();
    Try<byte[]> octets = serialization.serialize(event);
    if (octets.isFailure()) {
      throw new JournalMisused(
          event.getClass().getName() + " cannot be serialized: " + octets.failed().get());
    }
    Serializer serializer = serialization.findSerializerFor(event);
    return new StoredEvent(
        repr.timestamp(),
        serializer.identifier(),
        Serializers.manifestFor(serializer, event),
        repr.manifest(),
        repr.writerUuid(),
        octets.get());
  }

  private PersistentRepr event(String persistenceId, JournalFile.Numbered numbered) {
    StoredEvent stored = numbered.event();
    Try<Object> event =
        serialization.deserialize(
            stored.octets(), stored.serializerId(), stored.serializerManifest());
    return PersistentRepr.apply(
            event.get(),
            numbered.sequenceNr(),
            persistenceId,
            stored.eventManifest(),
            false,
            ActorRef.noSender(),
            stored.writer())
        .withTimestamp(stored.timestamp());
  }
}
