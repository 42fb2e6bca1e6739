package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive use of something by one process: a lock of the operating system on a small file, which
 * ends with the process however it ends. The file stays: who deleted it would let in a second one.
 */
final class ProcessLock implements AutoCloseable {
  private final FileChannel channel;

  private ProcessLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock; empty if another process has it, or another holder in this one. */
  static Optional<ProcessLock> tryAcquire(Path file) throws IOException {
    FileChannel channel = PrivateFiles.lockFile(file);
    boolean locked = false;
    try {
      locked = tryLock(channel) != null;
      return locked ? Optional.of(new ProcessLock(channel)) : Optional.empty();
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /**
   * Takes the lock, as soon as no other process has it.
   *
   * @param waiting is run once if another has it
   */
  static ProcessLock acquire(Path file, Runnable waiting) throws IOException {
    FileChannel channel = PrivateFiles.lockFile(file);
    boolean locked = false;
    try {
      if (tryLock(channel) == null) {
        waiting.run();
        FileLock unused = channel.lock();
      }
      locked = true;
      return new ProcessLock(channel);
    } catch (OverlappingFileLockException e) {
      throw new IOException(file + " is held by this process already", e);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
