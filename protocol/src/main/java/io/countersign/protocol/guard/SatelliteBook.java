package io.countersign.protocol.guard;

import io.countersign.protocol.evidence.Ring;
import io.countersign.protocol.log.LogEntry;
import io.countersign.protocol.log.LogRecord;
import io.countersign.protocol.thresholdrsa.Octets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a satellite says of each device, and who may change it (M28, I7): a pure state machine over
 * authentic orders, and the fold over the satellite's log. A device is on until enough operators
 * have switched it off.
 *
 * <pre>
 *   ask                                         told       nothing changes
 *   order of an operator, one of too few        pending    record satellite-order, then counts until it expires
 *   order of an operator, and now enough        done       record satellite-switched, then the device is on or off
 *   the same order again                        as before  nothing changes
 *   anything else                               order:...  nothing changes
 * </pre>
 */
public final class SatelliteBook {
  /** Kind of the record of an order that is not enough. */
  public static final String ORDERED = "satellite-order";

  /** Kind of the record of a switch. */
  public static final String SWITCHED = "satellite-switched";

  private static final long SKEW_SECONDS = 60;
  private static final long FARTHEST_MILLIS = 86_400_000;

  private final String satellite;
  private final Ring ring;
  private final SatelliteOperators operators;

  /** What counts for one device; {@code orders} are the ids of those that made it so. */
  record Standing(boolean on, long number, Set<Octets> orders) {
    static final Standing NEW = new Standing(true, 0, Set.of());
  }

  /** What one operator wants of a device. */
  record Vote(String device, String operator, boolean on, long number, long expires, Octets id) {}

  /** All that is known. Immutable. */
  public record State(Map<String, Standing> standings, Map<String, Vote> votes) {
    /** Of a new satellite: every device is on. */
    public static final State NEW = new State(Map.of(), Map.of());

    /** Checks nothing. */
    public State {
      standings = Map.copyOf(standings);
      votes = Map.copyOf(votes);
    }

    Standing of(String device) {
      return standings.getOrDefault(device, Standing.NEW);
    }

    /** Whether the device may go on, as far as this satellite is concerned. */
    public boolean isOn(String device) {
      return of(device).on();
    }

    /** Number of the order that the satellite obeys for it, 0 if there was none. */
    public long number(String device) {
      return of(device).number();
    }
  }

  /**
   * What follows from an order.
   *
   * @param record must be durable before the state counts or the receipt is sent
   */
  public record Outcome(State state, SatelliteReceipt receipt, Optional<LogEntry> record) {}

  public SatelliteBook(String satellite, Ring ring, SatelliteOperators operators) {
    this.satellite = satellite;
    this.ring = ring;
    this.operators = operators;
  }

  /** An authentic order came. */
  public Outcome take(State state, SignedSatelliteOrder signed, Instant now) {
    SatelliteOrder order = signed.order();
    if (order.asks()) {
      return said(
          state, signed, expired(order, now) ? "order:expired" : SatelliteReceipt.TOLD, now);
    }
    Standing standing = state.of(order.device());
    Optional<Vote> before = Optional.ofNullable(state.votes().get(key(order)));
    String refused = refusal(order, now);
    if (!refused.isEmpty()) {
      return said(state, signed, refused, now);
    }
    if (standing.orders().contains(signed.id())) {
      return said(state, signed, SatelliteReceipt.DONE, now);
    }
    if (before.filter(vote -> vote.id().equals(signed.id())).isPresent()) {
      return said(state, signed, SatelliteReceipt.PENDING, now);
    }
    if (order.number() <= standing.number()
        || before.filter(vote -> order.number() <= vote.number()).isPresent()) {
      return said(state, signed, SatelliteReceipt.OLD, now);
    }
    return accepted(state, signed, now);
  }

  private String refusal(SatelliteOrder order, Instant now) {
    if (!operators.names().contains(order.by())) {
      return "order:operator";
    }
    Ring.Agent agent = ring.agent(order.by()).orElseThrow();
    if (ring.revokes(agent)) {
      return "order:revoked";
    }
    if (now.getEpochSecond() > agent.notAfter()) {
      return "order:card-expired";
    }
    if (expired(order, now)) {
      return "order:expired";
    }
    // Else one order could keep every later one out.
    return order.number() > now.toEpochMilli() + FARTHEST_MILLIS ? "order:number" : "";
  }

  private static boolean expired(SatelliteOrder order, Instant now) {
    long seconds = now.getEpochSecond();
    return seconds > order.expires() || seconds < order.issued() - SKEW_SECONDS;
  }

  private Outcome accepted(State state, SignedSatelliteOrder signed, Instant now) {
    SatelliteOrder order = signed.order();
    Vote vote =
        new Vote(
            order.device(), order.by(), order.on(), order.number(), order.expires(), signed.id());
    State voted = with(state, vote);
    List<Vote> alike =
        voted.votes().values().stream()
            .filter(v -> v.device().equals(order.device()) && v.on() == order.on())
            .filter(v -> now.getEpochSecond() <= v.expires())
            .filter(this::counts)
            .toList();
    if (alike.size() < operators.needed()) {
      return new Outcome(
          voted,
          receipt(voted, signed, SatelliteReceipt.PENDING, now),
          Optional.of(
              LogEntry.of(
                  ORDERED,
                  Map.of(
                      "device", order.device(),
                      "operator", order.by(),
                      "on", order.on(),
                      "number", order.number(),
                      "expires", order.expires(),
                      "order", signed.jws().text()))));
    }
    Standing standing =
        new Standing(
            order.on(),
            alike.stream().mapToLong(Vote::number).max().orElseThrow(),
            Set.copyOf(alike.stream().map(Vote::id).toList()));
    State switched = with(voted, order.device(), standing);
    return new Outcome(
        switched,
        receipt(switched, signed, SatelliteReceipt.DONE, now),
        Optional.of(
            LogEntry.of(
                SWITCHED,
                Map.of(
                    "device", order.device(),
                    "on", order.on(),
                    "number", standing.number(),
                    "operators", alike.stream().map(Vote::operator).sorted().toList(),
                    "orders", alike.stream().map(v -> v.id().hex()).sorted().toList(),
                    "order", signed.jws().text()))));
  }

  private static State with(State state, Vote vote) {
    Map<String, Vote> votes = new HashMap<>(state.votes());
    votes.put(vote.device() + "/" + vote.operator(), vote);
    return new State(state.standings(), votes);
  }

  /** A switch settles what was voted before; older orders are refused by its number. */
  private static State with(State state, String device, Standing standing) {
    Map<String, Standing> standings = new HashMap<>(state.standings());
    standings.put(device, standing);
    Map<String, Vote> votes = new HashMap<>(state.votes());
    votes
        .values()
        .removeIf(vote -> vote.device().equals(device) && vote.number() <= standing.number());
    return new State(standings, votes);
  }

  /** Whether the vote is of an operator, and he was not revoked since. */
  private boolean counts(Vote vote) {
    return operators.names().contains(vote.operator())
        && ring.agent(vote.operator()).filter(agent -> !ring.revokes(agent)).isPresent();
  }

  private static String key(SatelliteOrder order) {
    return order.device() + "/" + order.by();
  }

  private Outcome said(State state, SignedSatelliteOrder signed, String result, Instant now) {
    return new Outcome(state, receipt(state, signed, result, now), Optional.empty());
  }

  private SatelliteReceipt receipt(
      State state, SignedSatelliteOrder signed, String result, Instant now) {
    String device = signed.order().device();
    boolean on = state.isOn(device);
    Set<String> waiting = new HashSet<>();
    state.votes().values().stream()
        .filter(v -> v.device().equals(device) && v.on() != on)
        .filter(v -> now.getEpochSecond() <= v.expires())
        .filter(this::counts)
        .forEach(v -> waiting.add(v.operator()));
    return new SatelliteReceipt(
        SatelliteReceipt.VERSION,
        satellite,
        device,
        signed.id().hex(),
        result,
        on,
        state.number(device),
        waiting.size(),
        operators.needed());
  }

  /**
   * The state after a record of the satellite's own log; others change nothing.
   *
   * @throws IllegalArgumentException if a field is missing
   */
  public static State replayed(State state, LogRecord record) {
    if (record.kind().equals(ORDERED)) {
      Octets id = Octets.of(record.text("order").getBytes(StandardCharsets.US_ASCII)).sha256();
      return with(
          state,
          new Vote(
              record.text("device"),
              record.text("operator"),
              record.flag("on"),
              record.number("number"),
              record.number("expires"),
              id));
    }
    if (record.kind().equals(SWITCHED)) {
      Set<Octets> orders = new HashSet<>();
      record.texts("orders").forEach(hex -> orders.add(Octets.ofHex(hex)));
      return with(
          state,
          record.text("device"),
          new Standing(record.flag("on"), record.number("number"), Set.copyOf(orders)));
    }
    return state;
  }
}
