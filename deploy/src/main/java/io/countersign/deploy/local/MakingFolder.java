package io.countersign.deploy.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The folder in which a ring is made, beside the place it gets when all of it is there. It holds
 * keys and their passphrases, so it does not stay: it goes when the making fails, when a signal
 * ends the process, and, after a kill -9, when the ring is made the next time.
 *
 * <p>A lock for the ring's name lets one process at a time make it, so whatever folder of this kind
 * its holder finds belongs to nobody.
 */
final class MakingFolder implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final Path path;
  private final ProcessLock lock;
  private final Consumer<String> progress;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread atExit;

  private MakingFolder(Path path, ProcessLock lock, Consumer<String> progress) {
    this.path = path;
    this.lock = lock;
    this.progress = progress;
    Thread maker = Thread.currentThread();
    this.atExit = new Thread(() -> endWithProcess(maker), "delete-making");
  }

  /**
   * Begins to make a ring; waits while another process makes the same.
   *
   * @throws FileAlreadyExistsException if it exists
   */
  static MakingFolder begin(RingFolder target, Consumer<String> progress) throws IOException {
    requireAbsent(target);
    String ring = target.path().getFileName().toString();
    Path rings = PrivateFiles.folder(target.path().resolveSibling(""));
    ProcessLock lock =
        ProcessLock.acquire(
            rings.resolve("." + ring + ".lock"),
            () -> progress.accept("another process makes ring " + ring + ": waiting for it"));
    boolean begun = false;
    try {
      String prefix = "." + ring + ".making-";
      sweep(rings, prefix);
      requireAbsent(target);
      MakingFolder made = new MakingFolder(PrivateFiles.temporary(rings, prefix), lock, progress);
      Runtime.getRuntime().addShutdownHook(made.atExit);
      begun = true;
      return made;
    } finally {
      if (!begun) {
        lock.close();
      }
    }
  }

  private static void requireAbsent(RingFolder target) throws FileAlreadyExistsException {
    if (Files.exists(target.path())) {
      throw new FileAlreadyExistsException(
          target.path().toString(), null, "a ring of this name exists: choose another name");
    }
  }

  private static void sweep(Path rings, String prefix) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(rings, prefix + "*")) {
      for (Path folder : left) {
        PrivateFiles.deleteTree(folder);
      }
    }
  }

  RingFolder ring() {
    return new RingFolder(path);
  }

  /** The ring is made: gives it its place, as one act. */
  void become(RingFolder target) throws IOException {
    Files.move(path, target.path(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Deletes what has not become a ring. */
  @Override
  public void close() throws IOException {
    try {
      PrivateFiles.deleteTree(path);
    } finally {
      lock.close();
      closed.countDown();
      forgetExit();
    }
  }

  private void forgetExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has seen that this is closed.
    }
  }

  /** No finally runs at a signal: stops the maker, so that it writes no more, and deletes. */
  private void endWithProcess(Thread maker) {
    maker.interrupt();
    try {
      boolean unused = closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      PrivateFiles.deleteTree(path);
    } catch (IOException | InterruptedException e) {
      progress.accept("delete " + path + " by hand, it holds private keys: " + e.getMessage());
    }
  }
}
