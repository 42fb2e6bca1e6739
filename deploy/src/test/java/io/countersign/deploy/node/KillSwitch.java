package io.countersign.deploy.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills this process with SIGKILL at a chosen write of its log or journal. Armed from outside,
 * while the process runs, by the file {@code run/kill} of its folder: {@code K POINT}, K counting
 * writes from the moment of arming and POINT one of {@code before-write}, {@code after-write},
 * {@code after-sync}. The file is removed before the end, so that the next life goes on.
 */
final class KillSwitch {
  private final Path file;
  private String armed = "";
  private int writes;

  KillSwitch(Path file) {
    this.file = file;
  }

  /** Called before every write. */
  void beforeWrite() {
    String spec = spec();
    if (!spec.equals(armed)) {
      armed = spec;
      writes = 0;
    }
    writes++;
    at("before-write");
  }

  void afterWrite() {
    at("after-write");
  }

  void afterSync() {
    at("after-sync");
  }

  private void at(String point) {
    if (armed.isEmpty() || !armed.equals(writes + " " + point)) {
      return;
    }
    try {
      Files.delete(file);
      new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (true) {
      LockSupport.park();
    }
  }

  private String spec() {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
