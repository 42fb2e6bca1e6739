package io.countersign.protocol.wire;

import io.countersign.protocol.thresholdrsa.Octets;
import java.util.List;
import java.util.Objects;

/**
 * Between a coordinator and the message server of a device, where that is a node of its own (M8).
 * The envelope in a {@link Pass} is sealed for the device: its message server reads who sent it and
 * for whom, and nothing of what is in it.
 */
public sealed interface ServerProtocol extends WireMessage {

  /** In which order what waits goes on; the first is the most urgent. */
  enum Urgency {
    /**
     * How the device is, where logs stand and which record is in force: small or rare, and silence
     * looks like death.
     */
    PROBE,
    /** What belongs to an attempt that others have voted for. */
    ATTEMPT,
    /** What begins an attempt. */
    NEW;

    private static boolean isSmall(DeviceProtocol message) {
      return message instanceof DeviceProtocol.Probe
          || message instanceof DeviceProtocol.Heads
          || message instanceof DeviceProtocol.NextRecord;
    }

    /** That of a message to a device. */
    public static Urgency of(DeviceProtocol message) {
      if (isSmall(message)) {
        return PROBE;
      }
      return message instanceof DeviceProtocol.Prepare ? NEW : ATTEMPT;
    }
  }

  /**
   * Asks to hand an envelope to the device.
   *
   * @param request the 32-octet request id, empty where it is about none; for the message server's
   *     log and for its answer, the device does not see it
   * @param attempt counts from 1 per request, 0 where it is about none
   * @param envelope as {@link SealedEnvelopeSerializer} writes it, sealed for the device
   */
  record Pass(Octets request, int attempt, Urgency urgency, Octets envelope)
      implements ServerProtocol {
    /** Length of a request id. */
    public static final int REQUEST_OCTETS = 32;

    /**
     * @throws IllegalArgumentException if the request id has another length
     */
    public Pass {
      Objects.requireNonNull(urgency, "urgency");
      Objects.requireNonNull(envelope, "envelope");
      if (request.length() != 0 && request.length() != REQUEST_OCTETS) {
        throw new IllegalArgumentException("request of " + request.length() + " octets");
      }
    }

    /** Of a message and what was sealed of it for its device. */
    public static Pass of(DeviceProtocol message, SealedEnvelope sealed) {
      Subject subject = Subject.of(message);
      return new Pass(
          subject.request(),
          subject.attempt(),
          Urgency.of(message),
          Octets.of(new SealedEnvelopeSerializer().toBinary(sealed)));
    }
  }

  /**
   * The message was not handed on: too much waits, or its sender is locked out. Only {@link
   * Refusal.Code#BUSY}; it says nothing for the device.
   */
  record TurnedAway(Octets request, int attempt, Refusal refusal) implements ServerProtocol {
    public TurnedAway {
      Objects.requireNonNull(request, "request");
      Objects.requireNonNull(refusal, "refusal");
    }
  }

  /**
   * Tells the message server the ring's next record; it believes the swa key's signature and not
   * who says it.
   *
   * @param record compact JWS
   */
  record ServerNextRecord(String record) implements ServerProtocol {}

  /**
   * How the message server is; sent after each probe that it handed on.
   *
   * @param head a recent head of its own log, for others to record (I7)
   * @param waiting messages that wait for the device
   * @param linked whether it has a connection with its device
   * @param ring sequence of the ring's record it obeys
   * @param lockedOut whom it has locked out
   */
  record ServerState(
      HeadStatement head,
      int waiting,
      boolean linked,
      long ring,
      List<DeviceProtocol.LockedOut> lockedOut)
      implements ServerProtocol {
    public ServerState {
      Objects.requireNonNull(head, "head");
      lockedOut = lockedOut.stream().limit(DeviceProtocol.DeviceState.MAX_LOCKED_OUT).toList();
    }
  }
}
