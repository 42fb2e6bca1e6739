package io.countersign.deploy.local;

import io.countersign.protocol.evidence.Name;
import io.countersign.protocol.guard.HeartbeatPolicy;
import io.countersign.protocol.thresholdrsa.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a local ring shall be.
 *
 * @param ring its name
 * @param bits of both moduli: 2048, 3072 or 4096
 * @param threshold devices needed, of how many
 * @param guarding heartbeat of its devices
 * @param split whether each device's message server is a process of its own (M8)
 */
public record RingPlan(
    String ring, int bits, Threshold threshold, Guarding guarding, boolean split) {
  /** Agents registered at each device. */
  public static final int AGENTS = 3;

  /** Agents needed at each device (issue 2). */
  public static final int QUORUM = 2;

  private static final List<Integer> SIZES = List.of(2048, 3072, 4096);
  private static final int MOST_SOURCES = 9;

  /** Beginning of the names of heartbeat sources. */
  static final String SOURCE_PREFIX = "pulse-";

  /** Beginning of the names of satellites. */
  static final String SATELLITE_PREFIX = "sat-";

  /**
   * The heartbeat of a local ring's devices (M27).
   *
   * @param sources m, 0 (its devices have no guard) to 9; a majority of them is needed
   * @param satellites 0 to 9 (M28), and none without sources; a majority of them is needed
   * @param period between two beats
   * @param disarmAfter silence after which a device signs nothing
   * @param eraseAfter silence after which a device destroys its shares
   */
  public record Guarding(
      int sources, int satellites, Duration period, Duration disarmAfter, Duration eraseAfter) {
    /** Devices without a guard. */
    public static final Guarding NONE =
        new Guarding(0, Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofDays(1));

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public Guarding {
      if (sources < 0 || sources > MOST_SOURCES) {
        throw new IllegalArgumentException(
            "heartbeat sources must be 0 to " + MOST_SOURCES + ", got " + sources);
      }
      if (satellites < 0 || satellites > MOST_SOURCES || satellites > 0 && sources == 0) {
        throw new IllegalArgumentException(
            "satellites must be 0 to "
                + MOST_SOURCES
                + ", and none without heartbeat sources, got "
                + satellites
                + " with "
                + sources
                + " sources: add --heartbeat-sources 3");
      }
      if (sources > 0) {
        new HeartbeatPolicy(1, List.of("any"), disarmAfter, eraseAfter);
      }
    }

    /** Without satellites. */
    public Guarding(int sources, Duration period, Duration disarmAfter, Duration eraseAfter) {
      this(sources, 0, period, disarmAfter, eraseAfter);
    }

    /** k: a majority of m. */
    public int need() {
      return sources / 2 + 1;
    }

    /** Satellites that must say that a device may go on: a majority. */
    public int needSatellites() {
      return satellites / 2 + 1;
    }

    /** Names of the satellites. */
    public List<String> satelliteNames() {
      return IntStream.rangeClosed(1, satellites).mapToObj(i -> SATELLITE_PREFIX + i).toList();
    }

    /** Names of the sources. */
    public List<String> names() {
      return IntStream.rangeClosed(1, sources).mapToObj(i -> SOURCE_PREFIX + i).toList();
    }
  }

  /** A ring whose devices are their own message servers. */
  public RingPlan(String ring, int bits, Threshold threshold, Guarding guarding) {
    this(ring, bits, threshold, guarding, false);
  }

  /** A ring whose devices have no guard. */
  public RingPlan(String ring, int bits, Threshold threshold) {
    this(ring, bits, threshold, Guarding.NONE, false);
  }

  /**
   * @throws IllegalArgumentException if a value is out of range
   * @throws io.countersign.protocol.evidence.EvidenceException if the name has another form
   */
  public RingPlan {
    Name.require("ring", ring);
    if (!SIZES.contains(bits)) {
      throw new IllegalArgumentException("bits must be one of " + SIZES + ", got " + bits);
    }
  }

  /** Names of the message servers that are processes of their own. */
  List<String> messageServers() {
    return split ? devices().stream().map(Names::messageServer).toList() : List.of();
  }

  /** Names of its devices; the device of index i is the i-th. */
  public List<String> devices() {
    return Names.DEVICES.subList(0, threshold.n());
  }

  /** Names of the agents who may switch devices off at satellites: the first of each device. */
  public List<String> operators() {
    return devices().stream().map(device -> agents(device).get(0)).toList();
  }

  /** Names of the agents registered at a device. */
  public List<String> agents(String device) {
    int first = Names.DEVICES.indexOf(device) * AGENTS;
    return Names.PEOPLE.subList(first, first + AGENTS);
  }
}
