package io.countersign.coordinator;

import akka.actor.typed.ActorRef;
import io.countersign.protocol.evidence.EvidenceException;
import io.countersign.protocol.evidence.SignedRequest;
import io.countersign.protocol.thresholdrsa.Octets;
import io.countersign.protocol.wire.SealedEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may be said to a {@link Coordinator} from outside. Never crosses a process. */
public sealed interface CoordinatorCommand extends Coordinator.Message {

  /** An envelope that arrived for this coordinator, unopened. */
  record FromNetwork(SealedEnvelope envelope) implements CoordinatorCommand {}

  /**
   * A request whose signature, client and content were checked.
   *
   * @param content the document, where the request's form is {@code content}
   */
  record Submit(SignedRequest request, @Nullable Octets content, ActorRef<Reply> replyTo)
      implements CoordinatorCommand {}

  /**
   * Asks for a request.
   *
   * @param requester who asks; another's request is not found
   * @param waitFor how long to wait for its end; zero for what is known now
   */
  record Show(Octets id, String requester, Duration waitFor, ActorRef<Reply> replyTo)
      implements CoordinatorCommand {}

  /** Asks for the requests of a requester, newest first. */
  record ListRequests(String requester, ActorRef<RequestList> replyTo)
      implements CoordinatorCommand {}

  /** Asks how the ring is. */
  record GetStatus(String requester, ActorRef<StatusView> replyTo) implements CoordinatorCommand {}

  /**
   * A client was refused before he reached this far: to be recorded, and changes nothing else (I8).
   *
   * @param check which check failed
   * @param requester by his certificate, or {@code unknown}
   * @param request id of what he sent, if it has one
   */
  record Refused(String check, String requester, Optional<Octets> request, String detail)
      implements CoordinatorCommand {}

  /**
   * Brings the ring's next record.
   *
   * @param record compact JWS; nothing of it was checked
   */
  record TakeRecord(String record, ActorRef<RecordReply> replyTo) implements CoordinatorCommand {}

  /** Answers {@link TakeRecord}. */
  sealed interface RecordReply {}

  /**
   * The record is in force here, and is told to all nodes.
   *
   * @param hash SHA-256 of its payload
   */
  record RecordTaken(long sequence, Octets hash) implements RecordReply {}

  /** It is not the next record; nothing changed. */
  record NotTaken(EvidenceException why) implements RecordReply {}

  /** Answers {@link Submit} and {@link Show}. */
  sealed interface Reply {}

  /** The request was stored, synced, and is accepted (I6). */
  record Accepted(RequestView view) implements Reply {}

  /** The request as it is. A signature is present exactly when the state is {@code signed}. */
  record Found(RequestView view, Optional<ReleasedSignature> signature) implements Reply {}

  /** No such request of this requester. */
  record NotFound(Octets id) implements Reply {}

  /** Too much is open. */
  record Busy(String detail, Duration retryAfter) implements Reply, RecordReply {}

  /**
   * The request could not be stored or recorded, and is not accepted; sending it again is safe
   * (I7).
   */
  record Unwritable(String detail, Duration retryAfter) implements Reply, RecordReply {}

  /** At most 1000 requests, newest first. */
  record RequestList(List<RequestView> requests) {
    /** Copies the list. */
    public RequestList {
      requests = List.copyOf(requests);
    }
  }
}
