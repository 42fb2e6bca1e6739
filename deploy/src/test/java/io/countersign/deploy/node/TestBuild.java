package io.countersign.deploy.node;

import io.countersign.coordinator.journal.JournalStore;
import io.countersign.deploy.config.NodeConfig;
import io.countersign.deploy.config.NodeKeys;
import io.countersign.protocol.log.LogStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * A node as the product starts it, with a {@link KillSwitch} between it and its disk; or, given
 * {@code hostile}, a coordinator whose party is {@link HostileCoordinator}; or, given {@code
 * "replay TRIES SEED"}, one whose party is {@link ReplayCoordinator}. Arguments: that, and the
 * node's folder.
 */
public final class TestBuild {
  private TestBuild() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[1]);
    System.exit(
        NodeMain.run(folder.resolve("node.conf"), Clock.systemUTC(), parts(args[0], folder)));
  }

  private static NodeParts parts(String build, Path folder) {
    String[] words = build.split(" ");
    return switch (words[0]) {
      case "hostile" -> new Hostile(folder);
      case "replay" -> new Replaying(folder, Integer.parseInt(words[1]), Long.parseLong(words[2]));
      default -> new Killed(folder.resolve("run/kill"));
    };
  }

  private static final class Replaying extends NodeParts {
    private final Path folder;
    private final int tries;
    private final long seed;

    Replaying(Path folder, int tries, long seed) {
      this.folder = folder;
      this.tries = tries;
      this.seed = seed;
    }

    @Override
    NodePart open(NodeConfig config, NodeKeys keys, Clock clock) {
      return outbox ->
          ReplayCoordinator.create(config.node(), keys, outbox, clock, folder, tries, seed);
    }
  }

  private static final class Hostile extends NodeParts {
    private final Path folder;

    Hostile(Path folder) {
      this.folder = folder;
    }

    @Override
    NodePart open(NodeConfig config, NodeKeys keys, Clock clock) {
      return outbox -> HostileCoordinator.create(config.node(), keys, outbox, clock, folder);
    }
  }

  private static final class Killed extends NodeParts {
    private final KillSwitch kill;

    Killed(Path file) {
      this.kill = new KillSwitch(file);
    }

    @Override
    NodePart open(NodeConfig config, NodeKeys keys, Clock clock) throws IOException {
      return super.open(config, keys, clock);
    }

    @Override
    LogStore log(LogStore disk) {
      return new KilledLog(disk, kill);
    }

    @Override
    JournalStore journal(JournalStore disk) {
      return new KilledJournal(disk, kill);
    }
  }

  private record KilledLog(LogStore disk, KillSwitch kill) implements LogStore {
    @Override
    public List<Integer> segments() throws IOException {
      return disk.segments();
    }

    @Override
    public String name(int segment) {
      return disk.name(segment);
    }

    @Override
    public InputStream read(int segment, long from) throws IOException {
      return disk.read(segment, from);
    }

    @Override
    public void begin(int segment) throws IOException {
      disk.begin(segment);
    }

    @Override
    public void resume(int segment, long settled, long length) throws IOException {
      disk.resume(segment, settled, length);
    }

    @Override
    public String setAside(int segment, long length, Instant now) throws IOException {
      return disk.setAside(segment, length, now);
    }

    @Override
    public void write(List<byte[]> lines) throws IOException {
      kill.beforeWrite();
      disk.write(lines);
      kill.afterWrite();
    }

    @Override
    public void sync() throws IOException {
      disk.sync();
      kill.afterSync();
    }

    @Override
    public void rewind(long length) throws IOException {
      disk.rewind(length);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }

  private record KilledJournal(JournalStore disk, KillSwitch kill) implements JournalStore {
    @Override
    public String name() {
      return disk.name();
    }

    @Override
    public SeekableByteChannel read() throws IOException {
      return disk.read();
    }

    @Override
    public void resume(long settled, long length) throws IOException {
      disk.resume(settled, length);
    }

    @Override
    public String setAside(long length, Instant now) throws IOException {
      return disk.setAside(length, now);
    }

    @Override
    public void write(byte[] octets) throws IOException {
      kill.beforeWrite();
      disk.write(octets);
      kill.afterWrite();
    }

    @Override
    public void sync() throws IOException {
      disk.sync();
      kill.afterSync();
    }

    @Override
    public void rewind(long length) throws IOException {
      disk.rewind(length);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
