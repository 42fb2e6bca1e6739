package io.countersign.deploy.node;

import io.countersign.agent.CardException;
import io.countersign.agent.LogStopped;
import io.countersign.coordinator.CoordinatorHalted;
import io.countersign.coordinator.journal.JournalDamaged;
import io.countersign.device.DeviceErased;
import io.countersign.device.DeviceHalted;
import io.countersign.protocol.engine.ShareFileException;
import io.countersign.protocol.log.LogDamaged;
import io.countersign.protocol.log.LogInUse;
import io.countersign.protocol.log.LogUnwritable;
import io.countersign.protocol.wire.OwnHead;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;

/** Which end of the process a failure means. */
final class Failures {
  private Failures() {}

  static NodeExit exitOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NodeStopException stop) {
        return stop.exit();
      }
      if (cause instanceof LogDamaged
          || cause instanceof JournalDamaged
          || cause instanceof OwnHead.RolledBack
          || cause instanceof ShareFileException
          || cause instanceof CardException) {
        return NodeExit.INTEGRITY;
      }
      if (cause instanceof DeviceErased) {
        return NodeExit.ERASED;
      }
      if (cause instanceof AccessDeniedException) {
        return NodeExit.PERMISSIONS;
      }
      if (cause instanceof LogInUse || cause instanceof BindException) {
        return NodeExit.UNAVAILABLE;
      }
      if (cause instanceof LogUnwritable
          || cause instanceof DeviceHalted
          || cause instanceof LogStopped
          || cause instanceof CoordinatorHalted
          || cause instanceof IOException) {
        return NodeExit.LOG_UNWRITABLE;
      }
    }
    return NodeExit.FAULT;
  }
}
