package io.countersign.protocol.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.countersign.protocol.thresholdrsa.Octets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between a coordinator and a device (M16, M15, A2). One attempt: {@link Prepare} / {@link Voted}
 * with every signer, then either {@link SignPartially} / {@link PartiallySigned} with every signer
 * at once or {@link SignHop} / {@link HopSigned} with one after another; {@link Prove} / {@link
 * Proved} only after a combined signature failed. Any of them may be repeated: the answer is the
 * same. {@link Refused} answers any of them.
 *
 * <p>{@code request} is always the 32-octet request id, {@code header} the 32-octet session header
 * hash H.
 */
public sealed interface DeviceProtocol extends WireMessage {

  /** What a device made with its share or vouches for, in one attempt. */
  interface Act {
    /** 32 octets: the request. */
    Octets request();

    int attempt();
  }

  /**
   * One plan to carry out a request; everything else of the session header the device derives by
   * itself (A1, A7).
   *
   * @param attempt counts from 1 per request
   * @param mode {@code parallel} or {@code serial}
   * @param keyId 32 octets: which family's public record
   * @param epoch the record's epoch
   * @param row 0-based row of the perfect hash family
   * @param signers device indices in the key, strictly ascending
   */
  record Plan(int attempt, String mode, Octets keyId, int epoch, int row, List<Integer> signers) {
    public Plan {
      signers = List.copyOf(signers);
    }
  }

  /**
   * Asks for a vote.
   *
   * @param signedRequest the requester's JWS
   * @param content the document, where the request's form is {@code content}
   * @param header H as the coordinator computed it; the device computes its own and compares
   * @param approvals JWS of agents of this device
   */
  record Prepare(
      Octets request,
      String signedRequest,
      @JsonSetter(nulls = Nulls.SET) @Nullable Octets content,
      Plan plan,
      Octets header,
      List<String> approvals)
      implements DeviceProtocol {
    public Prepare {
      approvals = List.copyOf(approvals);
    }
  }

  /**
   * An irrevocable vote for (key, document, algorithm).
   *
   * @param device index in the key
   * @param signature identity signature over {@code Enc("countersign/vote", H, i)}
   */
  record Voted(Octets request, int attempt, Octets header, int device, Octets signature)
      implements DeviceProtocol, Act {}

  /** One signer's vote, as shown to the others. */
  record Vote(int device, Octets signature) {}

  /** Asks for the partial signature, showing the votes of all t signers. */
  record SignPartially(Octets request, int attempt, Octets header, List<Vote> votes)
      implements DeviceProtocol {
    public SignPartially {
      votes = List.copyOf(votes);
    }
  }

  /**
   * @param y the partial signature, k octets
   * @param signature identity signature over {@code Enc("countersign/partial", H, i, y)}
   */
  record PartiallySigned(
      Octets request, int attempt, Octets header, int device, Octets y, Octets signature)
      implements DeviceProtocol, Act {}

  /**
   * One hop of the serial chain (A4).
   *
   * @param device index in the key
   * @param y k octets
   * @param proof c || z (A14), or empty where no proof is due
   * @param signature identity signature over {@code Enc("countersign/hop", H, q, i, y_in, y_q, c,
   *     z)}
   */
  record Hop(int device, Octets y, Octets proof, Octets signature) {}

  /** Asks for the next hop, showing the votes of all t signers and all earlier hops in order. */
  record SignHop(Octets request, int attempt, Octets header, List<Vote> votes, List<Hop> earlier)
      implements DeviceProtocol {
    public SignHop {
      votes = List.copyOf(votes);
      earlier = List.copyOf(earlier);
    }
  }

  record HopSigned(Octets request, int attempt, Octets header, Hop hop)
      implements DeviceProtocol, Act {}

  /**
   * Asks for the proof that the device's partial signature of this attempt is right; only after
   * combining failed.
   */
  record Prove(Octets request, int attempt, Octets header) implements DeviceProtocol {}

  /**
   * @param proof c || z (A14)
   */
  record Proved(Octets request, int attempt, Octets header, int device, Octets proof)
      implements DeviceProtocol, Act {}

  /**
   * @param request the request asked about
   * @param attempt the attempt asked about
   * @param device name of the refusing device
   */
  record Refused(Octets request, int attempt, String device, Refusal refusal)
      implements DeviceProtocol {}

  /**
   * Tells the device where other nodes' logs stand, and asks where its own does.
   *
   * @param heads what other nodes last said of their logs, up to {@link HeadStatement#MOST}
   */
  record Heads(List<HeadStatement> heads) implements DeviceProtocol {
    public Heads {
      heads = heads.stream().limit(HeadStatement.MOST).toList();
    }
  }

  /** A recent head of the device's log, for others to record. */
  record HeadTold(HeadStatement head) implements DeviceProtocol {}

  /**
   * Tells the device the ring's next record; it believes the swa key's signature and not who says
   * it. How the device is shows which record it obeys.
   *
   * @param record compact JWS
   */
  record NextRecord(String record) implements DeviceProtocol {}

  /** Asks how the device is. */
  record Probe(long id) implements DeviceProtocol {}

  /**
   * A sender whom a device has locked out (M8).
   *
   * @param sender his name
   * @param times how often by now; each lock-out is twice as long as the one before
   * @param leftMillis how long it lasts yet
   */
  record LockedOut(String sender, int times, long leftMillis) {
    public LockedOut {
      sender = Refusal.shown(sender, DeviceState.MAX_TEXT);
    }
  }

  /**
   * Alarms that a device raised (M29).
   *
   * @param event what happened, such as {@code missing-beats}
   * @param severity {@code notice}, {@code warning} or {@code critical}
   * @param count how often since its process began
   */
  record AlarmCount(String event, String severity, long count) {
    public AlarmCount {
      event = Refusal.shown(event, DeviceState.MAX_TEXT);
      severity = Refusal.shown(severity, DeviceState.MAX_TEXT);
    }
  }

  /**
   * @param keys {@code name/family} of each share it holds and could use now
   * @param engine name of the engine in use
   * @param eraseGuarantee false is shown as "no erase guarantee"
   * @param ring sequence of the ring's record it obeys
   * @param ringHash SHA-256 of that record's payload
   * @param logRecords number of records in its log
   * @param logHead SHA-256 of its log's last line
   * @param inFlight computations running or queued
   * @param capacity computations it accepts before it answers Busy
   * @param residentBytes resident memory of the process
   * @param lockedOut whom it has locked out
   * @param alarms those that it raised since its process began (M29)
   */
  record DeviceState(
      long id,
      String device,
      List<String> keys,
      String engine,
      boolean eraseGuarantee,
      long ring,
      Octets ringHash,
      long logRecords,
      Octets logHead,
      int inFlight,
      int capacity,
      long residentBytes,
      List<LockedOut> lockedOut,
      List<AlarmCount> alarms)
      implements DeviceProtocol {
    /** Longest text, in characters; longer ones are cut. */
    public static final int MAX_TEXT = 64;

    /** Most keys; more are left out. */
    public static final int MAX_KEYS = 256;

    /** Most kinds of alarms. */
    public static final int MAX_ALARMS = 32;

    /** Most senders that are shown as locked out. */
    public static final int MAX_LOCKED_OUT = 64;

    public DeviceState {
      lockedOut = lockedOut.stream().limit(MAX_LOCKED_OUT).toList();
      alarms = alarms.stream().limit(MAX_ALARMS).toList();
      device = Refusal.shown(device, MAX_TEXT);
      keys = keys.stream().limit(MAX_KEYS).map(key -> Refusal.shown(key, MAX_TEXT)).toList();
      engine = Refusal.shown(engine, MAX_TEXT);
    }

    /** The same of a device whose shares are not to be used. */
    public DeviceState withoutKeys() {
      return new DeviceState(
          id,
          device,
          List.of(),
          engine,
          eraseGuarantee,
          ring,
          ringHash,
          logRecords,
          logHead,
          inFlight,
          capacity,
          residentBytes,
          lockedOut,
          alarms);
    }

    /** The same with those whom the device's front has locked out. */
    public DeviceState lockingOut(List<LockedOut> senders) {
      return new DeviceState(
          id,
          device,
          keys,
          engine,
          eraseGuarantee,
          ring,
          ringHash,
          logRecords,
          logHead,
          inFlight,
          capacity,
          residentBytes,
          senders,
          alarms);
    }
  }
}
