package io.countersign.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things lie in a ring's folder (DESIGN.md "Decided now" 11).
 *
 * @param path {@code $COUNTERSIGN_HOME/rings/RING}
 */
public record RingFolder(Path path) {
  public static RingFolder of(Path home, String ring) {
    return new RingFolder(home.resolve("rings").resolve(ring));
  }

  public boolean exists() {
    return Files.exists(record());
  }

  /** The ring's record, a compact JWS. */
  public Path record() {
    return path.resolve("ring.jws");
  }

  public Path nodes() {
    return path.resolve("nodes");
  }

  public NodeFolder node(String name) {
    return new NodeFolder(nodes().resolve(name));
  }

  /** The node that answers for the ring. */
  public NodeFolder coordinator() {
    return node(Names.COORDINATOR);
  }

  /** Names of all nodes, sorted. */
  public List<String> nodeNames() {
    if (!Files.isDirectory(nodes())) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(nodes())) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Configuration and keys of the ring's requester. */
  public Path client() {
    return path.resolve("client");
  }

  public Path clientConfig() {
    return client().resolve("client.conf");
  }

  /** What the supervisor of this ring writes. */
  public Path run() {
    return path.resolve("run");
  }

  /** Names the process of the supervisor; only the holder of {@link #supervisorLock} writes it. */
  Path supervisorPid() {
    return run().resolve("supervisor.pid");
  }

  /** Locked by the supervisor as long as it lives. */
  Path supervisorLock() {
    return run().resolve("supervisor.lock");
  }

  /** What the supervisor said. */
  Path supervisorLog() {
    return run().resolve("supervisor.log");
  }

  /**
   * One node's folder.
   *
   * @param path {@code nodes/NODE}
   */
  public record NodeFolder(Path path) {
    public String name() {
      return path.getFileName().toString();
    }

    public Path config() {
      return path.resolve("node.conf");
    }

    public Path keys() {
      return path.resolve("keys");
    }

    public Path run() {
      return path.resolve("run");
    }
  }
}
